"""A home whose nights an attacker of tests watches: what each publishes, and the truth behind it.

Which columns of which tables and views count people is found out here: a new one is attacked as soon as it is there,
and a key that says nothing of whom it names fails the attack.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.flow import night, propose
from pipeline.flow.demand import Demand
from pipeline.flow.survey import Files, add_survey
from pipeline.model import TABLES, Settings, columns_of
from pipeline.store import Home

NO_PEOPLE = {
    "n_goals": "goals of a survey",
    "n_branches": "branches of which a number is told",
    "n_roles": "roles of which a number is told",
    "n_failures": "looks at a page",
    "n_misses": "nights without a course",
}
"""Columns that count something else than people; every other column named n_… or …_share counts people."""
HISTORY = tuple(f"{schema}.{subject}_history." for schema in ("core", "out") for subject in ("topic", "goal"))
Everyone = dict[str, frozenset[str]]


@dataclass
class Seen:
    """One night as the attacker sees it, and the truth behind it that only the test knows."""

    path: Path
    goals: Everyone
    """Respondents by goal."""
    topics: dict[str, frozenset[str]]
    """Goals by topic, those that are not told included."""
    surveys: Everyone
    again: Callable[[Demand], Any]
    """The night's proposal with another demand."""
    demand: Demand

    @property
    def branches(self) -> Everyone:
        """Respondents by the branch that they named."""
        at = self.demand.branches
        return {branch: frozenset(who for who in at if at[who] == branch) for branch in set(at.values())}

    def people(self, column: str, value: str) -> frozenset[str] | None:
        """The people whom a key names; None for a key that names no people."""
        topics = {t: frozenset[str]().union(*(self.goals[g] for g in goals)) for t, goals in self.topics.items()}
        meanings = {
            "goal_id": self.goals,
            "topic_id": topics,
            "subject_id": self.goals | topics,
            "survey_id": self.surveys,
            "branch": self.branches,
            "place": {},
            "from_night_id": {},
        }
        assert column in meanings, f"the attack has to be taught whom the key `{column}` names"
        return meanings[column].get(value)


@dataclass
class Library:
    """A home whose nights are watched."""

    home: Home
    settings: Settings
    tonight: Any
    seen: list[Seen] = field(default_factory=list)

    def run(self, day: int) -> None:
        """One night; what the proposal was made from is kept."""
        calls: dict[str, Any] = {}

        def watched_group(*args: Any, **kwargs: Any) -> Any:
            calls["drafts"] = group(*args, **kwargs)
            return calls["drafts"]

        def watched_propose(*args: Any, **kwargs: Any) -> Any:
            calls["args"], calls["kwargs"] = args, kwargs
            return propose_topics(*args, **kwargs)

        group, propose_topics = propose.group, night.propose_topics
        as_of = datetime(2026, 11, 1, 2, tzinfo=UTC) + timedelta(days=day)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(propose, "group", watched_group)
            patched.setattr(night, "propose_topics", watched_propose)
            report = night.run_night(replace(self.tonight, home=self.home, as_of=as_of, random=random.Random(day)))
        assert report.published, report.failure
        (demand,) = (each for each in (*calls["args"], *calls["kwargs"].values()) if isinstance(each, Demand))

        def again(other: Demand) -> Any:
            swap = {id(demand): other}
            args = [swap.get(id(each), each) for each in calls["args"]]
            return propose_topics(*args, **{name: swap.get(id(each), each) for name, each in calls["kwargs"].items()})

        surveys: dict[str, frozenset[str]] = {}
        for goal in demand.goals:
            surveys[goal.survey_id] = surveys.get(goal.survey_id, frozenset()) | goal.respondents
        self.seen.append(
            Seen(
                path=self.home.builds / f"{report.night_id}.duckdb",
                goals={goal.goal_id: goal.respondents for goal in demand.goals},
                topics={draft.topic_id: frozenset(draft.goal_ids) for draft in calls["drafts"]},
                surveys=surveys,
                again=again,
                demand=demand,
            )
        )

    def add(self, path: Path) -> str:
        """Add an export; what became of it."""
        added = add_survey(self.home, Files(path), self.settings, self.tonight.as_of, self.tonight.reader)
        return added.intake.outcome


@dataclass(frozen=True)
class Told:
    """One number of people that a catalogue tells."""

    night: int
    where: str
    key: tuple[tuple[str, str], ...]
    n: int
    people: frozenset[str]


def numbers(number: int, seen: Seen, ask: Any) -> Iterator[Told]:
    keys = {
        f"{table.schema}.{table.name}": [c.name for c in columns_of(row) if c.is_key] for row, table in TABLES.items()
    }
    columns = ask(
        "SELECT schema_name, table_name, list(column_name) FROM duckdb_columns() WHERE database_name = 'c' GROUP BY ALL"
    )
    for schema, table, names in columns:
        counts = [name for name in names if name.startswith("n_") and name not in NO_PEOPLE]
        by = keys.get(f"core.{table}") or [name for name in names if name.endswith("_id")]
        for values in ask(f"SELECT {', '.join((*counts, *by))} FROM c.{schema}.{table}") if counts else ():
            key = tuple(zip(by, map(str, values[len(counts) :]), strict=True))
            groups = [who for column, value in key if (who := seen.people(column, value)) is not None]
            for name, n in zip(counts, values, strict=False):
                if n is not None:
                    who = frozenset.intersection(*groups) if groups else frozenset()
                    yield Told(number, f"{schema}.{table}.{name}", key, n, who)


def is_history(one: Told) -> bool:
    """Whether it was told by an earlier night, and so of whom it was true then."""
    return one.where.startswith(("core.told_count", *HISTORY))
