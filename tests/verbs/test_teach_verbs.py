"""Teaching from the command line: what is said is kept, ranks, is named, survives a night, is taken back exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GRANTS = "grant writing"


def offered(verb: Any, home: Path, text: str) -> dict[str, Any]:
    (goal,) = verb("match", text, "-n", 10, "--home", home, "--json").json["goals"]
    return dict(goal)


def decided(goal: dict[str, Any]) -> dict[str, tuple[float, str]]:
    """By course, what people's decisions count for it, and why."""
    return {
        course["course_id"]: (part["points"], part["because"])
        for course in goal["courses"]
        for part in course["parts"]
        if part["feature"] == "decision"
    }


def test_a_night_ranks_by_what_was_taught_and_undo_brings_back_the_same(verb: Any, demo: Path) -> None:
    before = {text: offered(verb, demo, text) for text in (GRANTS, "writing grants", "leadership")}
    first, second = (course["course_id"] for course in before[GRANTS]["courses"][:2])
    said = verb("teach", "reject", GRANTS, first, "--by", "ana", "--note", "costs too much time", "--home", demo)
    assert (said.status, said.text.startswith(f"decision 1: {first} rejected for “{GRANTS}”.")) == (0, True)
    assert verb("teach", "accept", GRANTS, second, "--by", "ben", "--home", demo).status == 0

    goal = offered(verb, demo, GRANTS)
    assert goal["courses"][0]["course_id"] == second
    assert first not in [course["course_id"] for course in goal["courses"]]
    assert "rejected for this goal by ana on " in goal["reason"]
    assert decided(goal)[second][0] == 2.0
    assert decided(goal)[second][1].startswith("accepted for this goal by ben on ")
    assert decided(goal)[second][1].endswith(", decision 2")
    assert offered(verb, demo, "leadership") == before["leadership"]
    neighbour = decided(offered(verb, demo, "applying for a grant"))
    assert 0.0 < neighbour[second][0] < 1.0
    assert -1.0 < neighbour[first][0] < 0.0
    assert "for a goal close to this one" in neighbour[second][1]

    assert verb("run", "--demo", "--home", demo, "--json", "--as-of", "2026-11-25T07:30").status == 0
    query = "SELECT m.course_id, m.rank, m.explanation FROM out.match m JOIN out.goal g USING (goal_id) "
    rows = verb("query", f"{query} WHERE g.wording = 'Grant writing' ORDER BY rank", "--home", demo, "--format", "json")
    assert rows.json[0]["course_id"] == second
    assert "accepted for this goal by ben on " in json.dumps(rows.json[0]["explanation"], ensure_ascii=False)
    assert first not in [row["course_id"] for row in rows.json]

    for number in (1, 2):
        assert verb("teach", "undo", number, "--by", "ana", "--home", demo).status == 0
    assert {text: offered(verb, demo, text) for text in before} == before


def test_a_synonym_is_read_and_named_and_taken_back(verb: Any, demo: Path) -> None:
    before = {text: offered(verb, demo, text) for text in ("GWX", GRANTS, "leadership")}
    assert before["GWX"]["abstained"]
    said = verb("teach", "synonym", "GWX", "Grant Writing", "--by", "ana", "--home", demo)
    assert said.text.startswith("decision 1: “GWX” means grant writing.")
    goal = offered(verb, demo, "GWX")
    assert [course["course_id"] for course in goal["courses"][:2]] == [
        course["course_id"] for course in before[GRANTS]["courses"][:2]
    ]
    assert goal["reason"].startswith("read as “grant writing” (as decided by ana on ")
    because = [part["because"] for part in goal["courses"][0]["parts"] if part["feature"] == "concept_meaning"]
    assert "as decided by ana on" in because[0]
    assert {text: offered(verb, demo, text) for text in (GRANTS, "leadership")} == {
        text: before[text] for text in (GRANTS, "leadership")
    }
    verb("teach", "undo", 1, "--by", "ana", "--home", demo)
    assert offered(verb, demo, "GWX") == before["GWX"]


def test_a_sense_is_decided_by_a_concept_or_by_free_words(verb: Any, demo: Path) -> None:
    before = offered(verb, demo, "leadership")
    wrong = before["courses"][0]["course_id"]
    verb("teach", "wrong-sense", "leadership", wrong, "--means", "public speaking", "--by", "ana", "--home", demo)
    goal = offered(verb, demo, "leadership")
    assert goal["reason"].startswith("read as “public speaking” (as decided by ana on ")
    assert wrong not in [course["course_id"] for course in goal["courses"]]
    verb("teach", "wrong-sense", "leadership", wrong, "--means", "zumba for owls", "--by", "ben", "--home", demo)
    assert offered(verb, demo, "leadership")["reason"].startswith("read as “zumba for owls” (as decided by ben on ")
    for number in (1, 2):
        verb("teach", "undo", number, "--home", demo)
    assert offered(verb, demo, "leadership") == before


def test_what_was_taught_is_listed(verb: Any, demo: Path) -> None:
    assert "Nothing was taught yet" in verb("teach", "list", "--home", demo).text
    verb("teach", "synonym", "GWX", "grant writing", "--narrower", "--by", "ana", "--note", "ours", "--home", demo)
    course = offered(verb, demo, GRANTS)["courses"][0]["course_id"]
    verb("teach", "wrong-sense", GRANTS, course, "--means", "permissions", "--by", "ben", "--home", demo)
    listed = verb("teach", "list", "--home", demo).text
    assert "“GWX” stands under grant writing" in listed
    assert f"{course} of another sense than “{GRANTS}”, which means “permissions”" in listed
    verb("teach", "undo", 1, "--by", "ana", "--home", demo)
    assert [row["decision_id"] for row in verb("teach", "list", "--home", demo, "--json").json] == [2]
    everything = verb("teach", "list", "--all", "--home", demo, "--json").json
    assert [(row["lesson"], row["note"], row["undone_at"] is None) for row in everything] == [
        ("narrower", "ours", False),
        ("wrong_sense", None, True),
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("accept", GRANTS, "nowhere:1"), "there is no course `nowhere:1`"),
        (("accept", "?!", "COURSE"), "found `?!` as the goal, expected words"),
        (("reject", "x" * 201, "COURSE"), "the goal has 201 letters, at most 200 were expected"),
        (("accept", "GOAL", "COURSE"), "is the id of a goal; say it in words"),
        (("synonym", "GWX", "grant righting"), "did you mean `grant writing`"),
        (("synonym", "GWX", "qqqqqq"), "has no concept `qqqqqq`; try a word that it is known by"),
        (("synonym", "grantwriting", "grant writing"), "stands for grant writing already"),
        (("undo", "7"), "there is no decision 7 about matching"),
    ],
)
def test_what_cannot_be_is_said(verb: Any, demo_once: Path, arguments: tuple[str, ...], told: str) -> None:
    ids = {
        "COURSE": "SELECT course_id AS id FROM out.course ORDER BY 1 LIMIT 1",
        "GOAL": "SELECT goal_id AS id FROM out.goal ORDER BY 1 LIMIT 1",
    }
    given = [
        verb("query", ids[each], "--home", demo_once, "--format", "json").json[0]["id"] if each in ids else each
        for each in arguments
    ]
    said = verb("teach", *given, "--home", demo_once)
    assert (said.status, told in said.err) == (2, True), said.err
    assert verb("teach", "list", "--all", "--home", demo_once, "--json").json == []
