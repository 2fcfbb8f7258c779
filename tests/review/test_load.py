"""Fifty coordinators at once, while nights are published underneath: a process of its own, over real HTTP.

No decision is lost or written twice, none is written that the page refused, no page is made of two nights, and the
server holds as much memory and as many files after it as before.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import httpx
import pytest
from coordinators import Coordinator, Told
from signed import COOKIE, sign_in_as

pytestmark = pytest.mark.slow
PEOPLE = 50
ROUNDS = 3
"""Of each coordinator, in each part; a round is two to four requests."""
EDITIONS = 6
"""Nights that are published in each part."""
GROWTH_KB = 24_000
"""Memory that may come to the server in a part: what a DuckDB of one more version keeps (measured 2026-11). What is
lost grows in each part; a heap that settles does not, so of two parts the one that grew less is held to it."""
MARKED = {
    "topic": ("title",),
    "course": ("title", "provider"),
    "goal": ("wording",),
    "run": ("reason",),
}
"""What says which edition it is from, by table."""


@dataclass
class Served:
    """A server in a process of its own."""

    home: Path
    address: str
    pid: int
    cookies: list[dict[str, str]]

    @property
    def memory_kb(self) -> int:
        """What it holds of memory that no other process shares."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(("Private_", "Pss_Anon")))

    @property
    def files(self) -> list[str]:
        """What it has open, sockets by kind only."""
        found = []
        for each in Path(f"/proc/{self.pid}/fd").iterdir():
            try:
                found.append(str(each.readlink()).partition(":[")[0])
            except FileNotFoundError:  # closed meanwhile
                continue
        return sorted(found)

    @property
    def cpu_s(self) -> float:
        """Processor time that it has taken."""
        parts = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / 100


@pytest.fixture
def running(demo_once: Path, tmp_path: Path) -> Iterator[Served]:
    home = Path(shutil.copytree(demo_once, tmp_path / "home"))
    now = datetime.now(UTC)  # the server's own clock: a sign-in of another day would have ended
    cookies = [{COOKIE: sign_in_as(home, f"Coordinator {n}", "coordinator", now)} for n in range(PEOPLE)]
    _edition(home, 0).replace(home / "catalogue.duckdb")
    command = [sys.executable, "-m", "pipeline", "serve", "--home", str(home), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            address = process.stderr.readline().removeprefix("The page is at ").partition("/ ")[0]
            yield Served(home, address, process.pid, cookies)
        finally:
            process.terminate()
        assert process.stderr.read() == ""


def _edition(home: Path, number: int) -> Path:
    """A catalogue as another night would publish it: the same topics, and the edition in every text."""
    path = home / f"edition-{number}.duckdb"
    shutil.copyfile(home / "catalogue.duckdb", path)
    with duckdb.connect(str(path)) as connection:
        for table, columns in MARKED.items():
            bare = {column: f"regexp_replace({column}, '^edition[0-9]+e ', '')" for column in columns}
            changed = ", ".join(f"{column} = 'edition{number}e ' || {words}" for column, words in bare.items())
            connection.execute(f"UPDATE core.{table} SET {changed}")
        connection.execute(
            "UPDATE core.run SET outcome = 'held', reason = coalesce(reason, ?)", [f"edition{number}e held back"]
        )
        connection.execute("CHECKPOINT")
    return path


def _part(served: Served, number: int) -> list[Told]:
    """Everybody clicks, and the editions are published one after the other, evenly over all the clicks."""
    editions = range(number * EDITIONS + 1, (number + 1) * EDITIONS + 1)
    rounds = range(number * ROUNDS, (number + 1) * ROUNDS)
    clicked = threading.Semaphore(0)
    prepared = [_edition(served.home, number) for number in editions]
    people = [
        Coordinator(served.address, f"Coordinator {n}", cookies, rounds, clicked)
        for n, cookies in enumerate(served.cookies)
    ]
    for each in people:
        each.start()
    for path in prepared:
        for _ in range(PEOPLE * len(rounds) * 2 // (len(prepared) + 1)):
            clicked.acquire(timeout=60)
        path.replace(served.home / "catalogue.duckdb")
    for each in people:
        each.join()
    return [each.told for each in people]


def _settled(served: Served) -> tuple[int, list[str]]:
    """Memory and files once the connections of everybody are closed at the server, too."""
    with httpx.Client(base_url=served.address) as client:
        for _ in range(200):
            client.get("/healthz")
            files = served.files
            if files.count("socket") <= 3:  # it listens, wakes itself, and answers this question
                break
    return served.memory_kb, files


def test_nobody_loses_a_decision_while_nights_are_published(running: Served) -> None:
    first = _part(running, 0)
    memory, files = _settled(running)
    cpu_s = running.cpu_s
    second = _part(running, 1)
    memory_after, files_after = _settled(running)
    grown = memory_after - memory
    everybody = first + second
    if grown >= GROWTH_KB:
        everybody += _part(running, 2)
        grown = min(grown, _settled(running)[0] - memory_after)

    statuses = sum((each.statuses for each in everybody), Counter[int]())
    took = f"{running.cpu_s:.1f} s of CPU, of these after the first part {running.cpu_s - cpu_s:.1f} s"
    print(f"\n{statuses.total()} answers {dict(statuses)}, {took}")
    print(f"memory {memory} kB then {memory_after} kB, files {len(files)} then {len(files_after)}")
    assert [line for each in everybody for line in each.broken] == []
    assert set(statuses) <= {200, 303, 400, 409}, statuses
    assert [page for each in everybody for page in each.mixed] == []
    assert len(set().union(*(each.editions for each in everybody))) > EDITIONS
    _check_decisions(running.home, everybody)
    assert files_after == files
    assert grown < GROWTH_KB


def _check_decisions(home: Path, everybody: list[Told]) -> None:
    """What was told is what is written, note by note."""
    with sqlite3.connect(home / "decisions.sqlite") as connection:
        rows = connection.execute("SELECT note, topic_id, action, decided_by FROM decision").fetchall()
    found: dict[str, list[tuple[str, str]]] = {}
    for note, topic, action, by in rows:
        assert note.startswith(f"{by} says "), (note, by)
        found.setdefault(note, []).append((topic, action))
    written, refused, many = {}, set(), {}
    for each in everybody:
        written |= each.written
        refused |= each.refused
        many |= each.many
    assert len(written) > PEOPLE
    assert refused
    assert many
    assert {note: found.get(note) for note in written} == {note: [one] for note, one in written.items()}
    assert {note: found[note] for note in refused if note in found} == {}
    for note, (asked, left) in many.items():
        topics = [topic for topic, _ in found.get(note, [])]
        assert len(topics) == len(set(topics)), note
        assert set(topics) <= asked - left, note
    assert set(found) <= {*written, *many}
