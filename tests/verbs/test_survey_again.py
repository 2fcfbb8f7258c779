"""An export that may be of a survey already here: nothing is stored, both ways on are told and work."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

HEAD = "Timestamp,Which branch do you work at?,What would you like to learn?\n"


def export(path: Path, people: Iterable[int]) -> Path:
    rows = (f"2026/11/02 9:00:{n % 60:02} AM EST,{('Main', 'North')[n % 2]},the making of kites {n}\n" for n in people)
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path, verb: Any) -> Path:
    """A home with the answers of the first forty people."""
    assert verb("survey", "add", export(tmp_path / "winter.csv", range(40)), "--home", tmp_path / "home").status == 0
    return tmp_path / "home"


def surveys(verb: Any, home: Path) -> dict[str, int]:
    return {row["survey_id"]: row["n_respondents"] for row in verb("survey", "list", "--home", home, "--json").json}


def test_nothing_is_stored_and_both_ways_on_work(home: Path, tmp_path: Path, verb: Any) -> None:
    (held,) = surveys(verb, home)
    before = (home / "surveys.sqlite").read_bytes()
    spring = export(tmp_path / "this spring.csv", range(28, 68))
    said = verb("survey", "add", spring, "--home", home)
    assert (said.status, said.text) == (2, "")
    assert f"this spring.csv was NOT stored: it may be another export of survey {held}" in said.err
    assert "2 of its 2 questions are in this one in the same words" in said.err
    assert "a quarter to a half gave answers that are in the other, too" in said.err
    assert not re.search(r"\b12\b", said.err)
    assert (home / "surveys.sqlite").read_bytes() == before

    commands = [shlex.split(line)[1:] for line in said.err.splitlines() if line.startswith("  circlewise ")]
    assert [command[3:-2] for command in commands] == [["--replaces", held], ["--new"]]
    other = shutil.copytree(home, tmp_path / "other")
    assert verb(*commands[0]).status == 0
    assert surveys(verb, home) == {held: 40}
    assert verb(*commands[1][:-1], other).status == 0
    assert sorted(surveys(verb, other).values()) == [40, 40]
    assert held in surveys(verb, other)


def test_what_is_shared_is_told_to_scripts_in_bands(home: Path, tmp_path: Path, verb: Any) -> None:
    said = verb("survey", "add", export(tmp_path / "spring.csv", range(28, 68)), "--home", home, "--json")
    assert (said.status, said.json["outcome"], said.json["added"]) == (2, "unsure", False)
    assert said.json["shared"] == {
        "questions": 2,
        "questions_reworded": 0,
        "questions_held": 2,
        "questions_given": 2,
        "people": "a quarter to a half",
    }


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (range(36, 46), "of the people in the smaller of the two, under a half gave answers"),
        (range(37, 46), "too few people answered to tell how many are in both"),
        (range(36, 56), "of the people in the smaller of the two, under a quarter gave answers"),
        (range(35, 54), "of the people in the smaller of the two, under a half gave answers"),
    ],
)
def test_no_band_tells_of_fewer_than_five(people: range, words: str, home: Path, tmp_path: Path, verb: Any) -> None:
    said = verb("survey", "add", export(tmp_path / "spring.csv", people), "--home", home)
    assert said.status == 2
    assert words in said.err


def test_a_wrong_id_is_told_with_the_surveys_that_are_here(home: Path, tmp_path: Path, verb: Any) -> None:
    (held,) = surveys(verb, home)
    spring = export(tmp_path / "spring.csv", range(28, 68))
    said = verb("survey", "add", spring, "--replaces", "summer", "--home", home)
    words = f"there is no survey `summer` here that could be replaced; surveys of this home: {held}"
    assert (said.status, words in said.err) == (2, True)
    empty = verb("survey", "add", spring, "--replaces", "summer", "--home", tmp_path / "empty")
    assert (empty.status, "surveys of this home: none" in empty.err) == (2, True)
    both = verb("survey", "add", spring, "--replaces", held, "--new", "--home", home)
    assert (both.status, "leave one out" in both.err) == (2, True)
    assert verb("survey", "add", spring, "--replaces", "winter", "--home", home).status == 0
    assert surveys(verb, home) == {held: 40}


def test_what_is_surely_another_export_is_no_new_survey(home: Path, tmp_path: Path, verb: Any) -> None:
    (held,) = surveys(verb, home)
    later = export(tmp_path / "later.csv", range(50))
    said = verb("survey", "add", later, "--new", "--home", home)
    assert said.status == 2
    assert f"later.csv was NOT stored: it is another export of survey {held}" in said.err
    (command,) = [shlex.split(line)[1:] for line in said.err.splitlines() if line.startswith("  circlewise ")]
    assert verb(*command).status == 0
    assert surveys(verb, home) == {held: 50}


def test_questions_that_a_newer_export_lacks_are_told(tmp_path: Path, verb: Any) -> None:
    path, home = tmp_path / "needs.csv", tmp_path / "home"
    heads = "Timestamp,Which branch do you work at?,What would you like to learn?,What else would you like to learn?\n"
    rows = [f"2026/11/02 9:00:{n % 60:02} AM EST,Main,the making of kites {n},looms {n}\n" for n in range(40)]
    path.write_text(heads + "".join(rows[:30]), encoding="utf-8")
    assert verb("survey", "add", path, "--home", home).status == 0
    shorter = [row.rpartition(",")[0] + "\n" for row in rows]
    path.write_text(heads.rpartition(",")[0] + "\n" + "".join(shorter), encoding="utf-8")
    said = verb("survey", "add", path, "--home", home)
    assert "brought up to date" in said.text
    assert "1 question of the older one is not in it, and what was answered there is gone" in said.text


@pytest.mark.slow
def test_a_night_goes_on_without_it_and_says_so(demo: Path, tmp_path: Path, verb: Any) -> None:
    assert verb("survey", "add", export(tmp_path / "winter.csv", range(40)), "--home", demo).status == 0
    before = surveys(verb, demo)
    spring = export(tmp_path / "spring.csv", range(28, 68))
    night = ("run", "--demo", "--no-harvest", "--survey", spring, "--home", demo)
    said = verb(*night, "--json", "--strict")
    assert (said.status, said.json["published"]) == (3, True)
    (sentence,) = said.json["surveys_not_stored"]
    assert "spring.csv was NOT stored: it may be another export of survey winter-" in sentence
    assert surveys(verb, demo) == before
    log = json.loads((demo / "logs" / f"{said.json['night_id']}.json").read_text(encoding="utf-8"))
    assert log["surveys_not_stored"] == [sentence]
    told = verb(*night)
    assert told.status == 0
    assert "spring.csv was NOT stored" in " ".join(told.text.split())
    assert "--new` counts it beside that survey" in " ".join(told.text.split())
