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
    command = f"circlewise run --demo --no-harvest --home {demo}"
    assert apart.text == f"decision 1: {wording} is kept apart. The next night shows it; at once: {command}\n"
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


def test_goals_apart_by_level_or_language_stand_together_and_say_so(verb: Any, tmp_path: Path) -> None:
    """Excel at three levels and in two languages is one subject."""
    path = tmp_path / "needs.csv"
    cells = ["Excel", "Zines", "advanced Excel", "Maps", "Excel avanzado", "Weaving", "excel for beginners"]
    rows = [f"2026/11/02 9:00:{n:02} AM EST,{cell}\n" for n, cell in enumerate(cells)]
    path.write_text("Timestamp,What would you like to learn?\n" + "".join(rows), encoding="utf-8")
    home = tmp_path / "home"
    night = ("run", "--demo", "--without-demo-survey", "--source", "p2pu", "--survey", path, "--home", home)
    assert verb(*night).status == 0
    goals = verb("survey", "goals", "--home", home, "--json").json["goals"]
    at = [n for n, goal in enumerate(goals) if goal["apart_from"]]
    assert at == list(range(at[0], at[0] + 4))
    assert len({goals[n]["subject_id"] for n in at}) == 1
    assert {(goals[n]["level"], goals[n]["language"]) for n in at} == {
        (None, None),
        ("advanced", "en"),
        ("advanced", "es"),
        ("beginner", "en"),
    }
    text = verb("survey", "goals", "--home", home).text
    assert "a topic holds them all" in text
    assert text.count("by level or language") == 4


def test_a_decision_is_seen_at_once_without_a_harvest(verb: Any, demo: Path) -> None:
    """No source is asked and no course is lost; the demo's survey is not added anew."""
    goals = verb("survey", "goals", "--joined", "--home", demo, "--json").json["goals"]
    moved = goals[0]["wordings"][0]["wording_id"]
    said = verb("survey", "apart", moved, "--home", demo).text
    before = verb("query", "SELECT count(*) FROM out.course WHERE is_active", "--home", demo, "--format", "csv").text
    command = said.split("circlewise ", 1)[1].split()
    night = verb(*command, "--json")
    assert (night.status, night.json["published"], night.json["sources"]) == (0, True, [])
    assert (
        verb("query", "SELECT count(*) FROM out.course WHERE is_active", "--home", demo, "--format", "csv").text
        == before
    )
    goals = verb("survey", "goals", "--home", demo, "--json").json["goals"]
    assert moved in [goal["goal_id"] for goal in goals]


def test_what_says_nothing_together_is_refused_in_one_sentence(verb: Any, demo: Path, tmp_path: Path) -> None:
    for options, words in (
        (("--no-harvest", "--offline"), "--no-harvest asks no source"),
        (("--mapping", __file__), "--survey was given 0 times"),
        (("--demo", "--without-demo-survey"), "goes with --demo and --survey FILE"),
    ):
        said = verb("run", *options, "--home", demo)
        assert (said.status, words in said.err) == (2, True)
    said = verb("run", "--offline", "--home", tmp_path / "new")
    assert (said.status, said.text) == (1, "")
    assert "holds no archived pages, and --offline reads nothing else" in said.err
    assert "run --no-harvest" in said.err


def test_an_own_survey_is_tried_on_the_demo_alone_under_its_mapping(verb: Any, tmp_path: Path) -> None:
    path, mapping, home = tmp_path / "needs.csv", tmp_path / "told.yaml", tmp_path / "home"
    rows = [f"2026/11/02 9:00:{n:02} AM EST,Weaving,Pottery\n" for n in range(6)]
    path.write_text("Timestamp,What would you like to learn?,Anything else?\n" + "".join(rows), encoding="utf-8")
    mapping.write_text("questions: {q3: {role: goal, kind: free_text}}", encoding="utf-8")
    options = ("--survey", path, "--mapping", mapping, "--home", home, "--json")
    alone = verb("run", "--demo", "--without-demo-survey", "--source", "p2pu", *options)
    assert (alone.status, alone.json["goals"]) == (0, 2)
    mixed = verb("run", "--demo", "--source", "p2pu", *options)
    assert mixed.json["goals"] > 40
    assert "The made-up survey of the demo is counted too" in mixed.err
