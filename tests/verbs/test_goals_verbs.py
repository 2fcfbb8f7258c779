"""The coordinators' verbs about goals: what is seen, what is decided, what is said when it cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.store import GoalDecisions, Home


def test_goals_are_listed_with_all_their_wordings(verb: Any, demo: Path) -> None:
    said = verb("survey", "goals", "--home", demo, "--json")
    assert said.status == 0
    goals = said.json["goals"]
    assert len(goals) > 40
    python = next(goal for goal in goals if any(each["wording"] == "Python" for each in goal["wordings"]))
    assert {each["wording"] for each in python["wordings"]} == {"Python", "Python programming"}
    assert python["n_respondents"] is None
    assert all(each["is_few"] and each["n_told"] is None for each in python["wordings"])
    assert {each["because"] for each in python["wordings"]} == {"the library lexicon holds it for Python"}

    table = verb("survey", "goals", "--joined", "--home", demo)
    assert "Python programming" in table.text
    assert "under 5" in table.text
    assert "Customer service" not in table.text


def test_decisions_are_made_seen_and_taken_back(verb: Any, demo: Path) -> None:
    goals = verb("survey", "goals", "--home", demo, "--json").json["goals"]
    python = next(goal for goal in goals if len(goal["wordings"]) > 1)
    wording = python["wordings"][0]["wording_id"]
    other = next(goal for goal in goals if goal is not python and goal["language"] == python["language"])
    apart = verb("survey", "apart", wording, "--note", "not the same", "--by", "ana", "--home", demo)
    assert (apart.status, apart.text) == (0, f"decision 1: {wording} is kept apart. The next night shows it.\n")
    joined = verb("survey", "join", python["goal_id"], other["goal_id"], "--by", "ana", "--home", demo)
    assert joined.text.startswith(f"decision 2: {python['goal_id']} joins {other['goal_id']}.")
    undone = verb("survey", "undo", 1, "--by", "ben", "--home", demo)
    assert undone.text.startswith(f"decision 1 (keep apart of {wording}) is undone.")
    seen = verb("survey", "goals", "--home", demo, "--json").json["decisions"]
    assert [(each["action"], each["undone_at"] is None) for each in seen] == [("keep_apart", False), ("join", True)]
    assert [each.note for each in GoalDecisions(Home(demo).decisions).all()] == ["not the same", None]
    told = verb("survey", "goals", "--home", demo).text
    assert f"decision 1: keep apart {wording} “{python['wordings'][0]['wording']}” / {python['goal_id']}" in told
    assert "by ana on" in told
    assert "(not the same), undone on" in told
    assert "by decision 3" in told
    twice = verb("survey", "join", python["goal_id"], other["goal_id"], "--home", demo)
    assert (twice.status, f"decision 2 joins {python['goal_id']} to {other['goal_id']} already" in twice.err) == (
        2,
        True,
    )


def test_a_wording_is_kept_apart_once(verb: Any, demo: Path) -> None:
    goals = verb("survey", "goals", "--joined", "--home", demo, "--json").json["goals"]
    wording = goals[0]["wordings"][0]["wording_id"]
    assert verb("survey", "apart", wording, "--home", demo).status == 0
    said = verb("survey", "apart", wording, "--home", demo)
    assert (said.status, "decision 1 keeps" in said.err, "nothing was changed" in said.err) == (2, True, True)
    assert len(GoalDecisions(Home(demo).decisions).all()) == 1


def test_the_table_says_what_its_words_mean(verb: Any, demo: Path) -> None:
    """Level and language stand under the goal, the survey above, and a reason that fits a goal of one wording."""
    text = verb("survey", "goals", "--home", demo).text
    goals = verb("survey", "goals", "--home", demo, "--json").json["goals"]
    assert f"Goals of survey {goals[0]['survey_id']}" in text
    assert "the same words" not in text
    assert "the only wording of its goal" in text
    assert "published are words of the form, of at least 5 people" in text
    assert "a number once told stays until it is off by 5 or more" in text
    levelled = next(goal for goal in goals if goal["level"])
    lines = text.splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith(f" {levelled['goal_id']}")]
    assert lines[at + 1].startswith(f" {levelled['level']}")


def test_what_cannot_be_is_said_without_a_traceback(verb: Any, demo: Path, tmp_path: Path) -> None:
    for arguments, message in (
        (("undo", 7), "there is no decision 7 about a goal"),
        (("apart", "ffff"), "there is no wording ffff"),
        (("join", "ffff", "eeee"), "there is no wording or goal ffff"),
        (("goals", "--survey", "winter"), "the last night counted no survey `winter`"),
    ):
        said = verb("survey", *arguments, "--home", demo)
        assert said.status == 2
        assert message in said.err
    (demo / "demand.sqlite").unlink()
    said = verb("survey", "goals", "--home", demo)
    assert (said.status, "demand.sqlite does not exist yet" in said.err) == (2, True)
    (demo / "demand.sqlite").write_bytes(b"x" * 4096)
    assert verb("survey", "goals", "--home", demo).status == 1
    nothing = verb("survey", "goals", "--home", tmp_path / "nowhere")
    assert (nothing.status, json.dumps(nothing.text)) == (2, '""')
