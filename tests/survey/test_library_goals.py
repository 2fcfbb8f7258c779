"""Splitting, non-answers and language, measured on the judged goals of library staff."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.survey.tokens import plain_words, stem

pytestmark = pytest.mark.shared
LEAST = 0.95


@pytest.fixture(scope="module")
def judged(shared: Path) -> list[dict[str, str]]:
    with (shared / "matching" / "library_goals_dev" / "goals.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asks_nothing(goal: dict[str, str]) -> bool:
    """The judges put in brackets what is no training goal: "(non-answer)", "(not a training goal: …)"."""
    return goal["intent"].startswith("(")


def are_in_place(parts: Sequence[str], found: Sequence[Any]) -> bool:
    """As many as there should be, and each shares more stems with the part at its place than with any other."""
    meant = [{stem(word) for word in plain_words(part)} for part in parts]
    said = [{stem(word) for word in plain_words(one.matching_text)} for one in found]
    if len(meant) != len(said):
        return False
    shared_stems = [[len(one & other) for other in said] for one in meant]
    return all(row[place] > 0 and row[place] == max(row) for place, row in enumerate(shared_stems))


def report(what: str, wrong: list[str], n: int) -> float:
    share = 1 - len(wrong) / n
    print(f"{what}: {n - len(wrong)} of {n} right ({share:.1%}); wrong: {wrong}")
    return share


def test_split(judged: list[dict[str, str]], reader: Any) -> None:
    """Of all answers that ask for something: those read as just the goals in `parts`, or as one where it is empty."""
    asked = [goal for goal in judged if not asks_nothing(goal)]
    assert len(asked) > 50
    wrong = []
    for goal in asked:
        found = reader.text(goal["text"])
        parts = goal["parts"].split(" | ") if goal["parts"] else []
        if not (are_in_place(parts, found) if parts else len(found) == 1):
            wrong.append(goal["text"])
    assert report("split", wrong, len(asked)) >= LEAST


def test_split_of_answers_with_several_goals(judged: list[dict[str, str]], reader: Any) -> None:
    """Only the answers with `parts`: a reader that never splits would be right on all the others."""
    several = [goal for goal in judged if goal["parts"]]
    assert len(several) >= 9
    wrong = [
        goal["text"] for goal in several if not are_in_place(goal["parts"].split(" | "), reader.text(goal["text"]))
    ]
    assert report("split of several", wrong, len(several)) >= LEAST


def test_non_answers(judged: list[dict[str, str]], reader: Any) -> None:
    """Of all answers: those dropped just where the judges saw no training goal."""
    wrong = [goal["text"] for goal in judged if (reader.why_dropped(goal["text"]) is not None) != asks_nothing(goal)]
    assert report("non-answers", wrong, len(judged)) >= LEAST
    dropped = [goal for goal in judged if asks_nothing(goal)]
    assert len(dropped) >= 3
    assert all(reader.why_dropped(goal["text"]) for goal in dropped)


def test_language(judged: list[dict[str, str]], reader: Any) -> None:
    """Of all answers that ask for something: Spanish just where `kind` says so, English elsewhere; unclear is wrong."""
    asked = [goal for goal in judged if not asks_nothing(goal)]
    spanish = [goal for goal in asked if goal["kind"] == "spanish"]
    assert len(spanish) >= 4
    wrong = [
        goal["text"] for goal in asked if reader.language(goal["text"]) != ("es" if goal["kind"] == "spanish" else "en")
    ]
    assert report("language", wrong, len(asked)) >= LEAST
    assert all(reader.language(goal["text"]) == "es" for goal in spanish)
