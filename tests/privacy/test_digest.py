"""The digest tells of topics what the promised views tell, no number of people, and nothing of a purged survey."""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
NUMBER = re.compile(r"\d+")
ASKED, ELSE = "What would you like to learn?", "What else would you like to learn?"
FIRST = ("Excel", "Grant writing", "Public speaking", "Python", "Falconry", "Heraldry")
LATER = ("Excel formulas", "Storytelling", "Beekeeping", "Juggling")
PEOPLE = (9, 8, 7, 6, 3, 2), (9, 6, 4, 1)
"""How many want each: of the last two of each fewer than five."""


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, write_survey: Any, write_courses: Any) -> Path:
    """Three nights: a survey, another one, nothing new; the catalogues are kept."""
    from pipeline.__main__ import main

    folder = tmp_path_factory.mktemp("digest")
    home = folder / "home"
    write_courses(home)
    chance = random.Random(6)
    for day, (wishes, counts, asked) in enumerate(
        ((FIRST, PEOPLE[0], ASKED), (LATER, PEOPLE[1], ELSE), ((), (), "")), start=1
    ):
        people = [
            (chance.choice(("Main", "North")), wish) for wish, n in zip(wishes, counts, strict=True) for _ in range(n)
        ]
        survey = ["--survey", str(write_survey(folder / f"survey{day}.csv", people, asked))] if people else []
        arguments = ["run", "--source", "local_courses", "--home", str(home), *survey, "--json"]
        assert main([*arguments, "--as-of", f"2026-11-0{day}T02:00"]) == 0
    return home


@pytest.fixture
def home(nights: Path, tmp_path: Path) -> Path:
    """A copy of that home for one test."""
    return Path(shutil.copytree(nights, tmp_path / "home"))


def catalogues(home: Path) -> list[Path]:
    return sorted((home / "builds").glob("*.duckdb"))


def test_it_names_topics_that_are_shown_and_tells_no_number_of_people(home: Path, rows: Any) -> None:
    kept = catalogues(home)
    assert len(kept) == 3
    n_topics = 0
    for catalogue in kept:
        shown = dict(rows(catalogue, "SELECT topic_id, title FROM c.out.topic WHERE NOT is_suppressed"))
        for topic_id, title, kind, sentence, before, after in rows(
            catalogue,
            "SELECT topic_id, topic_title, kind, sentence, before, after FROM c.core.since_last_night "
            "WHERE topic_id IS NOT NULL",
        ):
            n_topics += 1
            assert shown.get(topic_id) == title, kind
            told = " ".join(filter(None, (sentence, before, after)))
            known = [name for (name,) in rows(catalogue, "SELECT title FROM c.out.course")] + list(shown.values())
            for name in filter(None, known):
                told = told.replace(name, "")
            assert NUMBER.findall(told) == [], told
    assert n_topics >= 2  # the topics of the second survey


def test_nothing_of_what_few_want_is_in_it(home: Path, rows: Any, say: Any) -> None:
    told = ""
    for catalogue in catalogues(home):
        told += json.dumps(rows(catalogue, "FROM c.core.since_last_night"), default=str)
        for shape in ("text", "md", "json"):
            told += say("digest", "--home", home, "--night", catalogue.stem, "--all", "--format", shape)[1]
    assert "torytelling" in told
    for few in (*FIRST[4:], *LATER[2:]):
        assert few.casefold() not in told.casefold()


def test_more_people_alone_tell_nothing_new(home: Path, rows: Any, say: Any, write_survey: Any, tmp_path: Path) -> None:
    """Seven more who want what is shown already: the number that the views tell may rise, the digest is silent."""
    people = [("Main", wish) for wish, n in zip(LATER, PEOPLE[1], strict=True) for _ in range(n)]
    people += [("North", LATER[0])] * 7
    survey = write_survey(tmp_path / "survey2.csv", people, ELSE)
    again = ("run", "--source", "local_courses", "--home", home, "--survey", survey, "--json")
    assert say(*again, "--as-of", "2026-11-04T02:00")[0] == 0
    latest = home / "catalogue.duckdb"
    about_topics = rows(latest, "SELECT kind, topic_title FROM c.out.since_last_night WHERE topic_id IS NOT NULL")
    assert [kind for kind, _ in about_topics if kind not in ("better_match",)] == []


def test_a_purge_takes_every_line_about_topics(home: Path, rows: Any, say: Any) -> None:
    told = "SELECT count(*) FROM c.core.since_last_night WHERE topic_id IS NOT NULL"
    with_lines = [path for path in catalogues(home) if rows(path, told) != [(0,)]]
    assert with_lines
    ((survey,),) = rows(
        home / "catalogue.duckdb", "SELECT survey_id FROM c.core.survey WHERE survey_id LIKE 'survey2%'"
    )
    assert say("purge-survey", survey, "--home", home)[0] == 0
    assert [rows(path, told) for path in with_lines] == [[(0,)]] * len(with_lines)
