"""Shared by every test: where the test material lies, a network that reaches loopback only, and a home of the demo."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from homes import copied
from replays import Replays

from pipeline.__main__ import main
from pipeline.flow.lexicon import FOLDER, load_lexicon
from pipeline.survey import AnswerReader

pytest_plugins = ["benchbook.fixture", "blank", "cost", "few", "once", "provider"]
if "faultbook" not in sys.modules:  # it is a plugin of `make faults`
    pytest.register_assert_rewrite("faultbook")  # so that a row that is not as expected says how
ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CIRCLEWISE_SHARED", ROOT.parent / "shared"))
LOOPBACK = ("127.", "::1", "localhost")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A case of bytes is named by number: packed ones hold the second in which each worker made its own."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with replay server, survey exports and judgements; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"test material not found at {SHARED}; set CIRCLEWISE_SHARED to its folder")
    return SHARED


@pytest.fixture(scope="session")
def replays(shared: Path) -> Iterator[Replays]:
    """Where replay servers come from."""
    replays = Replays(shared / "catalogs" / "replay.py")
    yield replays
    replays.close()


@pytest.fixture(scope="session")
def replay(replays: Replays, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AbstractContextManager[str]]:
    """A replay server for a block: `with replay(day=2, faults=[…]) as gateway`."""

    def serve(
        day: int = 1, faults: list[dict[str, Any]] | None = None, log: Path | None = None, latency_ms: int = 0
    ) -> AbstractContextManager[str]:
        arguments = ["--day", str(day), "--latency-ms", str(latency_ms)]
        if faults:
            path = tmp_path_factory.mktemp("faults") / "faults.json"
            path.write_text(json.dumps(faults))
            arguments += ["--faults", str(path)]
        if log:
            arguments += ["--log", str(log)]
        return replays.serving(arguments)

    return serve


@pytest.fixture(scope="session")
def reader() -> AnswerReader:
    """Reads survey answers with the library lexicon as it is committed."""
    return AnswerReader(load_lexicon(ROOT / FOLDER))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after one night of the demo, to be read only. The night runs once, however many processes test."""
    own = tmp_path_factory.mktemp("demo") / "home"
    is_one_of_many = "PYTEST_XDIST_WORKER" in os.environ
    made = tmp_path_factory.getbasetemp().parent / "demo" if is_one_of_many else own.with_name("made")
    with FileLock(f"{made}.lock"):
        if not made.exists():
            fresh = made.with_name("demo.making")
            assert main(["run", "--demo", "--home", str(fresh), "--json", "--as-of", "2026-11-24T07:30"]) == 0
            fresh.rename(made)
    return copied(made, own)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the network by accident fails at once and names the address."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to connect to {address}; only loopback is allowed")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def read_only() -> Callable[[Path], AbstractContextManager[None]]:
    """Make a folder read-only for a block: by its mode, or, since that does not stop root, by a mount of its own."""

    @contextmanager
    def closed(folder: Path) -> Iterator[None]:
        if os.geteuid() != 0:
            mode = folder.stat().st_mode
            folder.chmod(0o500)
            try:
                yield
            finally:
                folder.chmod(mode)
            return
        for options in (["--bind", str(folder)], ["-o", "remount,ro,bind"]):
            done = subprocess.run(["mount", *options, str(folder)], capture_output=True, check=False)
            if done.returncode and "--bind" in options:
                pytest.skip("root may write anywhere here, and may not mount: a read-only folder cannot be had")
            assert done.returncode == 0, done.stderr
        try:
            yield
        finally:
            subprocess.run(["umount", str(folder)], check=True)

    return closed
