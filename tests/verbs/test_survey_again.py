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
    assert not re.search(r"\b12\b", said.err.replace(str(tmp_path), ""))
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


@pytest.fixture
def parted(home: Path, tmp_path: Path, verb: Any) -> Path:
    """The home once the ten people who answered later were exported alone and taken for a survey of their own."""
    assert verb("survey", "add", export(tmp_path / "newest.csv", range(40, 50)), "--home", home).status == 0
    assert sorted(surveys(verb, home).values()) == [10, 40]
    return home


@pytest.mark.parametrize("told", [(), ("--replaces", "winter"), ("--replaces", "newest"), ("--new",)])
def test_an_export_of_everybody_after_one_of_a_part_counts_nobody_twice(
    told: tuple[str, ...], parted: Path, tmp_path: Path, verb: Any
) -> None:
    """The whole would take the place of one, and the ten people of the other would be counted in both."""
    newest, winter = sorted(surveys(verb, parted))
    before = (parted / "surveys.sqlite").read_bytes()
    everybody = export(tmp_path / "everybody.csv", range(50))
    said = verb("survey", "add", everybody, *told, "--home", parted)
    assert (said.status, said.text) == (2, "")
    assert f"it holds most people of 2 surveys that are here, {newest} and {winter}." in said.err
    assert (parted / "surveys.sqlite").read_bytes() == before
    scripted = verb("survey", "add", everybody, *told, "--home", parted, "--json").json
    assert scripted["outcome"] == "several"
    assert sorted([scripted["survey_id"], *scripted["also_in"]]) == [newest, winter]

    commands = [shlex.split(line)[1:] for line in said.err.splitlines() if line.startswith("  circlewise ")]
    assert [command[0] for command in commands] == ["purge-survey", "survey"]
    assert [verb(*command).status for command in commands] == [0, 0]
    assert list(surveys(verb, parted).values()) == [50]


def test_another_export_of_one_survey_never_takes_the_place_of_another(home: Path, tmp_path: Path, verb: Any) -> None:
    """The wrong id was typed: the people of the first would be counted twice, and those of the second lost."""
    (winter,) = surveys(verb, home)
    assert verb("survey", "add", export(tmp_path / "other.csv", range(60, 90)), "--home", home).status == 0
    (other,) = surveys(verb, home).keys() - {winter}
    said = verb("survey", "add", export(tmp_path / "spring.csv", range(50)), "--replaces", other, "--home", home)
    assert said.status == 2
    assert f"it holds most people of {winter}, which would be counted twice if it took the place of {other}" in said.err
    (command,) = [shlex.split(line)[1:] for line in said.err.splitlines() if line.startswith("  circlewise ")]
    assert verb(*command).status == 0
    assert surveys(verb, home) == {winter: 50, other: 30}


def test_other_people_beside_two_surveys_are_a_third(parted: Path, tmp_path: Path, verb: Any) -> None:
    assert verb("survey", "add", export(tmp_path / "other.csv", range(60, 90)), "--home", parted).status == 0
    assert sorted(surveys(verb, parted).values()) == [10, 30, 40]


def typeform(path: Path, people: Iterable[int], n_kites: int = 9) -> Path:
    """Multi-selects without a wording, side by side with what was typed between; everybody ticks a set of their own."""
    skills = [f"The making of kites {n}" for n in range(n_kites)]
    times = ["Mon AM", "Mon PM", "Tue AM", "Tue PM", "Saturday"]
    rows = [["#", *skills, "Other", *times, "Start Date (UTC)", "Submit Date (UTC)", "Network ID"]]
    for n in people:
        ticks = [skill if n >> at & 1 or at == n % n_kites else "" for at, skill in enumerate(skills)]
        free = [time if at in (n % 5, n % 3) else "" for at, time in enumerate(times)]
        rows.append([f"{n:032x}", *ticks, "looms" if n % 7 == 0 else "", *free, "2026-09-01 10:00:00"])
        rows[-1] += ["2026-09-01 10:04:00", f"{n:010x}"]
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_typeform_without_wordings_counts_nobody_twice(tmp_path: Path, verb: Any) -> None:
    """Thirty people and then the same with one more: side by side, their counts differ by what that one said."""
    home = tmp_path / "home"
    assert verb("survey", "add", typeform(tmp_path / "monday.csv", range(30)), "--home", home).status == 0
    before = surveys(verb, home)
    one_more = verb("survey", "add", typeform(tmp_path / "tuesday.csv", range(31)), "--home", home, "--json")
    assert (one_more.json["outcome"], surveys(verb, home)) == ("few", before)
    as_new = verb("survey", "add", tmp_path / "tuesday.csv", "--new", "--home", home, "--json")
    assert (as_new.json["outcome"], surveys(verb, home)) == ("not_new", before)
    friday = verb("survey", "add", typeform(tmp_path / "friday.csv", range(42)), "--home", home, "--json")
    assert (friday.json["outcome"], surveys(verb, home)) == ("updated", dict.fromkeys(before, 42))
    others = verb("survey", "add", typeform(tmp_path / "other.csv", range(200, 240)), "--home", home, "--json")
    assert (others.json["outcome"], sorted(surveys(verb, home).values())) == ("added", [40, 42])


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
