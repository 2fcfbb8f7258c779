"""A home with two made-up surveys after one real night, made by the verbs as people type them."""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from homes import copied

from pipeline.__main__ import main
from pipeline.store import Home, Surveys

COURSES = (
    "Grant writing for libraries",
    "Public speaking basics",
    "Python for beginners",
    "Spanish for the front desk",
    "Excel in five weeks",
    "Storytelling for children",
    "Cataloguing with RDA",
    "Conflict at the desk",
)
FIRST_NIGHT = "2026-11-20T02:00"
RARE = ("quixotrophy", "zanzibarology", "wherefore")
"""Words of the first survey only: one that one person typed, one that many did, one of a question."""

NOTHING = re.compile(rb"\0{3,}")
"""Unused space, 19 parts in 20 of a catalogue: a word has at most one NUL after a letter (UTF-16) and never two."""
Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def write_survey() -> Callable[..., Path]:
    """A CSV of two questions: a row a person, who is at a branch and wants one or several of the wishes."""

    def write(
        path: Path, people: Iterable[tuple[str, str]], asked: str = "What would you like to learn this year?"
    ) -> Path:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["Which branch do you work at?", asked])
            writer.writerows(people)
        return path

    return write


@pytest.fixture(scope="session")
def write_courses() -> Callable[[Path], None]:
    """The library's own list of courses, which a night reads without any network."""

    def write(home: Path) -> None:
        (home / "courses").mkdir(parents=True)
        with (home / "courses" / "list.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["title", "url", "provider", "language", "price", "duration"])
            for n, title in enumerate(COURSES):
                writer.writerow([title, f"https://courses.example.org/{n}", "Example", "en", "0", "5 weeks"])

    return write


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run a verb as typed: exit status, standard output and standard error."""
    monkeypatch.delenv("CIRCLEWISE_HOME", raising=False)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return status, out, err

    return run


@pytest.fixture(scope="session")
def night_once(
    tmp_path_factory: pytest.TempPathFactory, write_survey: Callable[..., Path], write_courses: Callable[[Path], None]
) -> Path:
    """A home after one night on two surveys: 30 people in the first, 25 in the second, and a decision."""
    folder = tmp_path_factory.mktemp("surveys")
    home = folder / "home"
    write_courses(home)
    chance = random.Random(20261120)
    typed = {3: "Quixotrophy for beginners"} | dict.fromkeys(range(10, 17), "Zanzibarology")
    surveys = []
    for name, n, own, asked in (
        ("first", 30, typed, "What would you like to learn, and wherefore?"),
        ("second", 25, {4: "Lapidary woodwork"}, "What would you like to learn this year?"),
    ):
        people = [(chance.choice(("Main", "North")), own.get(row) or chance.choice(COURSES[:4])) for row in range(n)]
        surveys += ["--survey", str(write_survey(folder / f"{name}.csv", people, asked))]
    arguments = ["run", "--source", "local_courses", "--home", str(home), *surveys, "--as-of", FIRST_NIGHT, "--json"]
    assert main(arguments) == 0
    topic = catalogue_rows(home / "catalogue.duckdb", "SELECT min(topic_id) FROM c.core.topic WHERE title IS NOT NULL")
    assert main(["decide", str(topic[0][0]), "shortlist", "--home", str(home)]) == 0
    return home


@pytest.fixture
def home(night_once: Path, tmp_path: Path) -> Home:
    """A copy of that home for one test; the kept build stays the same file as the published catalogue."""
    return Home(copied(night_once, tmp_path / "home"))


@pytest.fixture
def first(home: Home) -> str:
    """The id of the first survey."""
    ((survey_id,),) = catalogue_rows(
        home.catalogue, "SELECT survey_id FROM c.core.survey WHERE survey_id LIKE 'first-%'"
    )
    return str(survey_id)


@pytest.fixture(scope="session")
def traces() -> Callable[[Home, str], tuple[str, ...]]:
    """All by which a survey of 30 people could be known again: rare words, its id, its goals, its people."""

    def find(home: Home, first: str) -> tuple[str, ...]:
        goals = [
            goal_id
            for (goal_id,) in catalogue_rows(
                home.catalogue, f"SELECT goal_id FROM c.core.goal WHERE survey_id = '{first}'"
            )
        ]
        (kept,) = (survey for survey in Surveys(home.surveys, home.salt()).all() if survey.survey_id == first)
        people = {answer.respondent for answer in kept.export.answers}
        assert len(goals) > 3
        assert len(people) == 30
        return (*RARE, first, *goals, *people)

    return find


@contextmanager
def asked_often(path: Path) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """Asks a catalogue attached as `c`; never through a connection that another test left open.

    A connection costs 0.02 s (DuckDB 1.5, 2026-11), so one serves all questions of a block.
    """
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS c (READ_ONLY)")
        yield lambda sql: connection.execute(sql).fetchall()


def catalogue_rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a catalogue attached as `c`."""
    with asked_often(path) as ask:
        return ask(sql)


@pytest.fixture(scope="session")
def rows() -> Callable[[Path, str], list[tuple[Any, ...]]]:
    """Rows of a catalogue attached as `c`."""
    return catalogue_rows


@pytest.fixture(scope="session")
def asking() -> Callable[[Path], AbstractContextManager[Callable[[str], list[tuple[Any, ...]]]]]:
    """For many questions to one catalogue: `with asking(path) as ask`."""
    return asked_often


@pytest.fixture(scope="session")
def found_in() -> Callable[[Path, Iterable[str]], Mapping[str, set[str]]]:
    """Which of these words stand in which files of a folder: as bytes, unpacked, and in every cell of a database.

    Words are of ASCII letters and looked for whatever their case, one byte a letter (UTF-8, Latin-1) or two (UTF-16).
    """

    def search(folder: Path, words: Iterable[str]) -> dict[str, set[str]]:
        forms = {word: (word.lower().encode("ascii"), word.lower().encode("utf-16-le")) for word in words}
        # All bytes first: whoever opens a SQLite file last takes its log away.
        held = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
        known: dict[tuple[str, bytes], set[str]] = {}
        """By kind of file and bytes: a kept build is the published catalogue itself."""
        for path, data in held.items():
            if (path.suffix, data) not in known:
                texts = [NOTHING.sub(b"\0\0", text.lower()) for text in _texts(path, data)]
                known[path.suffix, data] = {
                    word for word, told in forms.items() if any(form in text for text in texts for form in told)
                }
        return {
            path.relative_to(folder).as_posix(): here
            for path, data in held.items()
            if (here := known[path.suffix, data])
        }

    return search


def _texts(path: Path, data: bytes) -> list[bytes]:
    texts = [data]
    if path.suffix == ".gz":
        texts.append(gzip.decompress(data))
    if path.suffix == ".duckdb":
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{path}' AS c (READ_ONLY)")
            names = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'c'"
            for schema, table in connection.execute(names).fetchall():
                texts.append(_as_json(connection.execute(f"FROM c.{schema}.{table}").fetchall()))
    if path.suffix == ".sqlite":
        answers = sqlite3.connect(path)
        tables = answers.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        texts += [_as_json(answers.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in tables]
        answers.close()
    return texts


def _as_json(rows: list[tuple[Any, ...]]) -> bytes:
    return json.dumps(rows, default=str).encode()


Atom = frozenset[str]
Holds = Callable[[Atom], bool]


@pytest.fixture(scope="session")
def bounds() -> Callable[[list[Atom], Mapping[str, tuple[Holds, int]], Holds], tuple[float, float]]:
    """The least and the most people that a target can have, given what is told: two linear programmes.

    `atoms` are the kinds of people there may be, each by the groups that they are in; `told` says of each number which
    atoms it counts, and the number; the target is a group of atoms.
    """

    from scipy.optimize import linprog  # 0.4 s to import, and few processes attack

    def solve(atoms: list[Atom], told: Mapping[str, tuple[Holds, int]], target: Holds) -> tuple[float, float]:
        equal = np.array([[float(holds(atom)) for atom in atoms] for holds, _ in told.values()])
        n = [n for _, n in told.values()]
        wanted = np.array([float(target(atom)) for atom in atoms])
        ends = []
        for sign in (1, -1):
            found = linprog(sign * wanted, A_eq=equal if n else None, b_eq=n or None, bounds=(0, 1000), method="highs")
            if found.status == 2:
                return -np.inf, np.inf  # numbers of different nights that do not fit together tell nothing this way
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends[0], ends[1]

    return solve
