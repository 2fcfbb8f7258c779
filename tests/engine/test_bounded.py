"""A process of its own answers, and is ended where it takes too much; whoever asks goes on."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from working import Odd, sleeper, worker, writer

from pipeline.engine import Bounded, Limits, RaisedError
from pipeline.errors import SourceError, WorkerError
from pipeline.plain_pickle import Plain

LIMITS = Limits(cpu_seconds=0.5, memory_mib=256, seconds=60)


@pytest.fixture(scope="module")
def bounded() -> Iterator[Bounded]:
    worked = Bounded(worker, ("good",), (), LIMITS)
    yield worked
    worked.close()


def test_one_process_answers_until_it_is_ended(bounded: Bounded) -> None:
    assert bounded.ask("morning").startswith("good morning")
    before = bounded.n_started
    first, second = (int(bounded.ask("day").split()[-1]) for _ in range(2))
    assert second == first + 1
    assert bounded.n_started == before


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("spin", "took more than 0.5 s of processor time"),
        ("hoard", "needed more than 256 MiB of memory"),
        ("killed", "was killed, as a system does that is out of memory"),
        ("crash", "crashed"),
        ("leave", "ended by itself (status 3)"),
        ("odd", "gave an answer that is none"),
    ],
)
def test_it_is_ended_and_the_next_question_answered(bounded: Bounded, question: str, said: str) -> None:
    with pytest.raises(WorkerError) as raised:
        bounded.ask(question)
    assert str(raised.value) == said
    assert bounded.ask("again") == "good again 1"


def test_an_answer_that_is_too_long_is_not_taken() -> None:
    long = Bounded(worker, ("good",), (), Limits(answer_mib=2))
    with pytest.raises(WorkerError, match="gave an answer of more than 2 MiB"):
        long.ask("long")
    assert long.ask("again") == "good again 1"
    long.close()


def test_an_end_that_the_work_runs_into_is_an_error_like_any_other(bounded: Bounded) -> None:
    before = bounded.n_started
    with pytest.raises(RaisedError, match="EOFError: no more of it"):
        bounded.ask("end")
    assert bounded.n_started == max(before, 1)


def test_what_waits_and_does_not_work_is_ended_too() -> None:
    waiting = Bounded(worker, ("good",), (), Limits(seconds=0.2))
    with pytest.raises(WorkerError, match=r"took longer than 0\.2 s"):
        waiting.ask("sleep")
    waiting.close()


def test_errors_come_as_they_were_raised(bounded: Bounded) -> None:
    before = bounded.n_started
    with pytest.raises(SourceError, match="the source is closed"):
        bounded.ask("ours")
    with pytest.raises(RaisedError, match="KeyError: 'title'"):
        bounded.ask("bug")
    assert bounded.n_started == max(before, 1)


def test_no_secret_of_the_environment_is_there(tmp_path: Path) -> None:
    """Asked in a program of its own, since what processes are forked from is started once, with what is there then."""
    program = tmp_path / "asks.py"
    program.write_text(f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from working import worker
from pipeline.engine import Bounded
if __name__ == "__main__":
    worked = Bounded(worker, ("good",), ())
    print(*worked.ask("environment"))
    worked.close()
""")
    environment = {**os.environ, "EDX_CLIENT_SECRET": "abc"}
    done = subprocess.run([sys.executable, program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "PATH" in done.stdout.split()
    assert "EDX_CLIENT_SECRET" not in done.stdout.split()


AS_OTHERS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
"""Root reads everything; without its capabilities it is an account like any other."""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /proc to read")
def test_no_process_is_read_by_one_that_somebody_took_over(tmp_path: Path) -> None:
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("setpriv of util-linux takes from root what no other account has")
    program = tmp_path / "asks.py"
    program.write_text(f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from working import worker
from pipeline.engine import Bounded
if __name__ == "__main__":
    worked = Bounded(worker, (str(os.getpid()),), ())
    print(*worked.ask("read others"))
    worked.close()
""")
    environment = {**os.environ, "EDX_CLIENT_SECRET": "abc"}
    command = [*(AS_OTHERS if os.geteuid() == 0 else ()), sys.executable, str(program)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["PermissionError", "PermissionError"]


def test_it_writes_no_file(tmp_path: Path) -> None:
    worked = Bounded(writer, (), (), LIMITS)
    with pytest.raises(RaisedError, match=r"OSError.*File too large"):
        worked.ask(str(tmp_path / "left"))
    worked.close()


class Harmful:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("1 + 1",)


@pytest.mark.parametrize("body", [Harmful(), Odd(), print])
def test_an_answer_cannot_run_anything(body: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="has no place in this data"):
        Plain(()).load(pickle.dumps(("done", body)))


def test_a_kind_that_is_named_is_taken() -> None:
    assert isinstance(Plain((Odd,)).load(pickle.dumps(("done", Odd())))[1], Odd)


def test_a_question_that_finds_no_memory_is_told_as_such() -> None:
    worked = Bounded(worker, ("good",), (), Limits(memory_mib=32))
    with pytest.raises(WorkerError, match="needed more than 32 MiB of memory"):
        worked.ask("x" * (60 << 20))
    assert worked.ask("day") == "good day 1"
    worked.close()


def test_a_process_that_hangs_before_it_listens_is_ended_while_a_long_question_waits() -> None:
    deaf = Bounded(sleeper, (), (), Limits(seconds=0.5))
    with pytest.raises(WorkerError, match=r"took longer than 0\.5 s"):
        deaf.ask("x" * (5 << 20))
    deaf.close()


def test_where_no_process_can_be_started_it_is_told_and_closing_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object) -> None:
        raise EOFError

    monkeypatch.setattr("multiprocessing.context.ForkServerProcess.start", refuse)
    worked = Bounded(worker, ("good",), (), LIMITS)
    with pytest.raises(WorkerError, match=r"could not be started \(EOFError\)"):
        worked.ask("day")
    worked.close()
    monkeypatch.undo()
    assert worked.ask("day") == "good day 1"
    worked.close()


@pytest.mark.parametrize("n_letters", [40, 75, 120])
def test_a_long_name_of_the_folder_for_temporary_files_is_no_hindrance(tmp_path: Path, n_letters: int) -> None:
    """Else no survey and no page is read: a socket's name may have 107 bytes (seen 2026-11 in runs of pytest)."""
    folder = tmp_path / ("x" * n_letters)
    folder.mkdir()
    code = (
        "import tempfile; from pipeline.engine import Bounded, Limits; from working import worker;"
        "bounded = Bounded(worker, ('good',), (), Limits()); print(bounded.ask('day'), tempfile.gettempdir());"
        "bounded.close()"
    )
    paths = os.pathsep.join((str(Path(__file__).parent), str(Path(__file__).parents[2])))
    environment = os.environ | {"TMPDIR": str(folder), "PYTHONPATH": paths}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (said.stdout, said.returncode) == (f"good day 1 {folder}\n", 0), said.stderr[-2000:]
    assert list(folder.iterdir()) == []
