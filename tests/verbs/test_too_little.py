"""A machine that gives too little is told in a sentence; a mistake of ours keeps its traceback."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pytest

from pipeline import __main__ as door


def _duckdb() -> None:
    with duckdb.connect(config={"memory_limit": "1MB", "temp_directory": "", "threads": 1}) as connection:
        connection.execute("CREATE TABLE t AS SELECT md5(range::VARCHAR) AS text FROM range(1000000)")


def _numpy() -> None:
    np.empty(1 << 58, dtype=np.int64)


def _files() -> None:
    raise OSError(errno.EMFILE, "Too many open files")


def _large() -> None:
    raise OSError(errno.EFBIG, "File too large", "/home/x/words.bin")


@pytest.mark.parametrize(
    ("lack", "told"),
    [
        (_duckdb, "circlewise: there is not enough memory; give it more"),
        (_numpy, "circlewise: there is not enough memory; give it more"),
        (_files, "circlewise: Too many open files; `circlewise doctor` says what to do"),
        (_large, "circlewise: /home/x/words.bin: File too large; `circlewise doctor` says what to do"),
    ],
    ids=["duckdb", "numpy", "files", "large"],
)
def test_too_little_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lack: Callable[[], None], told: str
) -> None:
    def run(**_: Any) -> None:
        lack()

    monkeypatch.setattr(door.circlewise, "main", run)
    assert door.main(["topics"]) == 1
    err = capsys.readouterr().err
    assert err.startswith(told)
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("error", [KeyError("x"), OSError(errno.ENOTDIR, "Not a directory")])
def test_a_mistake_of_ours_is_not_told_as_one_of_the_machine(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def run(**_: Any) -> None:
        raise error

    monkeypatch.setattr(door.circlewise, "main", run)
    with pytest.raises(type(error)):
        door.main(["topics"])
