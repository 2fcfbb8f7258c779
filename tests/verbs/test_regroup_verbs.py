"""The verbs with which coordinators put topics together and apart, as typed, on the demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_topics_are_regrouped_listed_and_put_back(demo: Path, verb: Any) -> None:
    one, other = (topic["topic_id"] for topic in verb("topics", "--home", demo, "--format", "json").json[:2])
    merged = verb("regroup", "merge", one, other, "--by", "ana", "--note", "one evening", "--home", demo)
    assert merged.status == 0
    assert merged.text == (
        f"decision 1: {one} goes into {other}. The next night shows it; at once: circlewise run --demo --no-harvest "
        f"--home {demo}\n"
    )
    (goal, *_) = verb("regroup", "show", one, "--home", demo, "--format", "json").json
    moved = verb("regroup", "move", goal["goal_id"], other, "--home", demo)
    assert f"goal {goal['goal_id']} goes into {other}" in moved.text
    assert verb("regroup", "undo", 1, "--by", "ben", "--home", demo).text.startswith("decision 1 (merge) is undone")
    listed = verb("regroup", "list", "--home", demo, "--format", "json").json
    assert [(row["decision_id"], row["action"], row["into_topic_id"], row["note"]) for row in listed] == [
        (1, "merge", other, "one evening"),
        (2, "move", other, None),
    ]
    assert [bool(row["undone_at"]) for row in listed] == [True, False]


def test_mistakes_are_sentences(demo: Path, verb: Any) -> None:
    one = verb("topics", "--home", demo, "--format", "json").json[0]["topic_id"]
    for arguments, said in (
        (("merge", one, "t0"), "there is no topic t0; `circlewise topics` lists them"),
        (("merge", one, one), f"{one} and {one} are one topic; two were expected"),
        (("split", one, "g0"), f"goal g0 is not in topic {one}; `circlewise regroup show {one}` lists its goals"),
        (("undo", "9"), "decision 9 is no merge, split or move; `circlewise regroup list` shows those"),
        (("show", "t0"), "there is no topic t0"),
    ):
        found = verb("regroup", *arguments, "--home", demo)
        assert found.status == 2
        assert said in found.err
