"""A cluster behind TLS: it works for who shows a certificate of its authority, and for nobody else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from dask_cluster import certificates, running_cluster
from engine_parts import Where, hasher

from pipeline.engine import cluster as asked
from pipeline.engine.cluster import Cluster
from pipeline.engine.questions import Questions
from pipeline.engine.spread import Here
from pipeline.errors import WorkerError
from pipeline.model import EngineSettings

PARTS = [(number, "word") for number in range(6)]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return certificates(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def address(ours: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_cluster(tmp_path_factory.mktemp("cluster"), tls=ours) as running:
        yield running.address


@pytest.mark.slow
def test_parts_and_questions_go_over_tls(address: str, ours: dict[str, str], tmp_path: Path) -> None:
    assert address.startswith("tls://127.0.0.1:")
    cluster = Cluster(EngineSettings(kind="dask", scheduler=address, **ours))
    expected = list(Here().spread(hasher, (str(tmp_path),), PARTS))
    assert list(cluster.spread(hasher, (str(tmp_path),), PARTS)) == expected
    questions = Questions(cluster)
    assert [questions.ask(Where, ("one",), number, "one", "host", 60)[1:] for number in range(2)] == [
        ("one", 1),
        ("one", 2),
    ]
    questions.close()


@pytest.mark.slow
def test_a_certificate_of_another_authority_opens_nothing(
    address: str, ours: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "CONNECT_SECONDS", 2.0)
    theirs = certificates(tmp_path)
    posing = {**theirs, "tls_ca_file": ours["tls_ca_file"]}  # they know our authority, but have nothing it signed
    for files in (theirs, posing):
        # How it is told depends on who hangs up first; with our certificates the same address works (above).
        with pytest.raises(WorkerError, match="cannot be reached"):
            list(Cluster(EngineSettings(kind="dask", scheduler=address, **files)).spread(hasher, ("",), PARTS))


@pytest.mark.slow
def test_without_tls_nobody_is_let_in(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "CONNECT_SECONDS", 2.0)
    plain = EngineSettings(kind="dask", scheduler=address.replace("tls://", "tcp://"))
    with pytest.raises(WorkerError, match="cannot be reached"):
        list(Cluster(plain).spread(hasher, ("",), PARTS))
