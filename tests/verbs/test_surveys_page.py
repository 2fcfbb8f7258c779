"""docs/surveys.md: what a coordinator types from it works, in its order."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline.model import QuestionKind, QuestionRole

EXPORT = "Timestamp,Which branch do you work at?,What would you like to learn?\n" + "".join(
    f"2026/11/02 9:00:{n:02} AM EST,{('Main', 'North')[n % 2]},{('RA', 'readers advisory', 'zines')[n % 3]}\n"
    for n in range(30)
)


def page(root: Path) -> str:
    return (root / "docs" / "surveys.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_command_of_the_page_works_in_its_order(
    root: Path, demo: Path, tmp_path: Path, verb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("needs.csv").write_text(EXPORT, encoding="utf-8")
    commands = [shlex.split(line)[1:] for line in page(root).splitlines() if line.startswith("    circlewise ")]
    assert len(commands) >= 11
    named: dict[str, str] = {}
    for command in commands:
        if "--no-harvest" in command:
            command.append("--demo")
        said = verb(*(named.get(word, word) for word in command), "--home", demo)
        assert said.status == 0, (command, said.err)
        if command[:2] == ["survey", "add"]:
            named["ID"] = said.text.split()[1].rstrip(":,")
        if command[:2] == ["survey", "goals"]:
            goals = verb("survey", "goals", "--survey", named["ID"], "--home", demo, "--json").json["goals"]
            several = next(goal for goal in goals if len(goal["wordings"]) > 1)
            other = next(goal for goal in goals if goal is not several)
            named |= {"GOAL": several["goal_id"], "WORDING": other["wordings"][0]["wording_id"]}
        if command[:2] == ["survey", "join"]:
            named |= {"DECISION": "1", "WORDING": several["wordings"][0]["wording_id"]}
    left = [row["survey_id"] for row in verb("survey", "list", "--home", demo, "--json").json]
    assert named["ID"] not in left


def test_every_kind_and_use_is_explained(root: Path) -> None:
    text = page(root)
    for word in (*get_args(QuestionKind), *(role for role in get_args(QuestionRole) if role != "none")):
        assert f"`{word}`" in text
