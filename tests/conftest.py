"""Shared by every test: where the test material lies, a network that reaches loopback only, and a home of the demo."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import spellchecker
from filelock import FileLock

import pipeline.embed.find
import pipeline.match.wordlist
from pipeline.__main__ import main
from pipeline.flow.lexicon import FOLDER, load_lexicon
from pipeline.survey import AnswerReader

pytest_plugins = ["provider"]
if "faultbook" not in sys.modules:  # it is a plugin of `make faults`
    pytest.register_assert_rewrite("faultbook")  # so that a row that is not as expected says how
ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("CIRCLEWISE_SHARED", ROOT.parent / "shared"))
LOOPBACK = ("127.", "::1", "localhost")

# The same examples every time, so that nothing is red by chance; HYPOTHESIS_PROFILE=search draws others every time.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("search", derandomize=False)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


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
def replay(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AbstractContextManager[str]]:
    """A replay server for a block: `with replay(day=2, faults=[…]) as gateway`."""

    @contextmanager
    def serve(
        day: int = 1, faults: list[dict[str, Any]] | None = None, log: Path | None = None, latency_ms: int = 0
    ) -> Iterator[str]:
        command = [sys.executable, str(shared / "catalogs" / "replay.py"), "--day", str(day)]
        command += ["--latency-ms", str(latency_ms)]
        if faults:
            path = tmp_path_factory.mktemp("faults") / "faults.json"
            path.write_text(json.dumps(faults))
            command += ["--faults", str(path)]
        if log:
            command += ["--log", str(log)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            try:
                yield process.stdout.readline().removeprefix("listening on ").strip()
            finally:
                process.terminate()

    return serve


@pytest.fixture(scope="session")
def reader() -> AnswerReader:
    """Reads survey answers with the library lexicon as it is committed."""
    return AnswerReader(load_lexicon(ROOT / FOLDER))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def _loaded_once() -> Iterator[None]:
    """The model and the word lists, which are only ever read, are loaded once: 0.8 s of CPU of a night (2026-11).

    The model works on one thread, since several processes test at once; its vectors are the same to the last bit.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spellchecker, "SpellChecker", cache(spellchecker.SpellChecker))
        patch.setattr(pipeline.match.wordlist, "WordList", cache(pipeline.match.wordlist.WordList))
        patch.setattr(pipeline.embed.find, "Encoder", cache(partial(pipeline.embed.find.Encoder, threads=1)))
        yield


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
    shutil.copytree(made, own)
    (build,) = (own / "builds").glob("*.duckdb")
    build.unlink()
    build.hardlink_to(own / "catalogue.duckdb")  # one file under two names, as the night leaves it
    return own


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
