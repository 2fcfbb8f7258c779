"""A course is in one language, so goals of two are never joined, not even through one whose language cannot be told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.flow import goals as flow
from pipeline.model import PrivateWording
from pipeline.store import GoalDecisions, Home, Wordings

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose last night had a goal a language, and two of none."""
    home = Home(tmp_path / "home")
    home.prepare()
    rows = [
        PrivateWording(
            survey_id="s1",
            goal_id=f"goal-{name}",
            wording_id=f"wording-{name}",
            wording=name,
            withheld_because=None,
            origin="person",
            level=None,
            language=language,
            n_told=None,
            is_few=True,
            rule="words",
            because="the only wording of its goal",
            decision_id=None,
        )
        for name, language in (("en", "en"), ("es", "es"), ("one", None), ("other", None))
    ]
    wordings = Wordings(home.demand)
    wordings.prepare("night", 5, rows)
    wordings.swap()
    return home


def join(home: Home, subject: str, goal: str) -> int:
    return flow.join(home, subject, goal, by="ana", at=NOON)


@pytest.mark.parametrize(
    ("subject", "goal"),
    [("wording-one", "goal-en"), ("goal-one", "goal-es"), ("wording-es", "goal-one"), ("goal-one", "goal-other")],
)
def test_what_is_in_no_language_joins_any(home: Home, subject: str, goal: str) -> None:
    assert join(home, subject, goal) == 1


def test_two_languages_are_never_joined(home: Home) -> None:
    with pytest.raises(UsageError, match="wording-es is in es and goal-en in en: a course is in one language"):
        join(home, "wording-es", "goal-en")


def test_two_languages_are_not_joined_through_a_goal_of_none(home: Home) -> None:
    """Before the next night, too: what was decided today counts."""
    first = join(home, "goal-en", "goal-one")
    with pytest.raises(UsageError, match="goal-es is in es and goal-one in en"):
        join(home, "goal-es", "goal-one")
    with pytest.raises(UsageError, match="goal-one is in en and goal-es in es"):
        join(home, "goal-one", "goal-es")
    join(home, "goal-other", "goal-one")
    flow.take_back(home, first, by="ben", at=NOON)
    assert join(home, "goal-es", "goal-one") == 4
    assert [each.subject for each in GoalDecisions(home.decisions).all() if each.undone_at is None] == [
        "goal-other",
        "goal-es",
    ]
