"""Whole nights: topics keep goals, ids and titles, and what coordinators put together or apart stays, until undone."""

from __future__ import annotations

import csv
import importlib.util
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import UsageError
from pipeline.flow import regroup
from pipeline.store import Decisions, Home

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
COURSES = ("Excel in five weeks", "Spanish for beginners", "Chess openings", "Python basics", "Public speaking")
FIRST = {"Excel": 9, "excel formulas": 8, "Spanish": 9, "chess": 7, "origami": 2, "Python": 6}
SECOND = {"spreadsheets": 7, "conversational Spanish": 6, "public speaking": 8, "chess club": 1}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with a list of its own courses, which a night reads without any network."""
    folder = tmp_path / "home"
    (folder / "courses").mkdir(parents=True)
    with (folder / "courses" / "list.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [[title, f"https://courses.example.org/{n}", "Example"] for n, title in enumerate(COURSES)]
        csv.writer(file).writerows([["title", "url", "provider"], *rows])
    return Home(folder)


@pytest.fixture
def night(home: Home, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """A night after these surveys, each the wishes and how many people typed them; what it said."""
    from pipeline.__main__ import main

    def run(day: int, **surveys: dict[str, int]) -> dict[str, Any]:
        arguments = ["run", "--source", "local_courses", "--home", str(home.folder), "--json"]
        for name, wishes in surveys.items():
            path = tmp_path / f"{name}.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(["Which branch do you work at?", f"What would you like to learn this {name}?"])
                writer.writerows(["Main", wish] for wish, n in wishes.items() for _ in range(n))
            arguments += ["--survey", str(path)]
        capfd.readouterr()
        assert main([*arguments, "--as-of", f"2026-11-{day:02}T07:30"]) == 0
        said: dict[str, Any] = json.loads(capfd.readouterr().out)
        return said

    return run


def rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home.catalogue}' AS c (READ_ONLY)")
        connection.execute("USE c")
        return connection.execute(sql).fetchall()


def topics(home: Home) -> dict[str, set[str]]:
    """The told wordings of each topic."""
    found: dict[str, set[str]] = {}
    for topic_id, wording in rows(home, "SELECT topic_id, wording FROM out.goal WHERE topic_id IS NOT NULL"):
        found.setdefault(topic_id, set()).add(wording)
    return found


def topic_of(home: Home, wording: str) -> str:
    return next(topic_id for topic_id, wordings in topics(home).items() if wording in wordings)


def goal_of(home: Home, wording: str) -> str:
    ((goal_id,),) = rows(home, f"SELECT goal_id FROM out.goal WHERE wording = '{wording}'")
    return str(goal_id)


def titles(home: Home) -> dict[str, str | None]:
    return dict(rows(home, "SELECT topic_id, title FROM out.topic"))


def test_goals_that_join_and_leave_leave_all_other_topics_as_they_are(home: Home, night: Callable[..., Any]) -> None:
    assert night(1, spring=FIRST)["topic_changes"] == []
    first = topics(home)
    assert sorted(map(sorted, first.values())) == [["Excel", "excel formulas"], ["Python"], ["Spanish"], ["chess"]]
    assert night(2, autumn=SECOND)["topic_changes"] == []
    second = topics(home)
    for topic_id, wordings in first.items():
        assert second[topic_id] >= wordings
    assert second[topic_of(home, "Excel")] == {"Excel", "excel formulas", "spreadsheets"}
    assert second[topic_of(home, "Spanish")] == {"Spanish", "conversational Spanish"}
    assert titles(home)[topic_of(home, "Excel")] == "Spreadsheets and Excel"
    assert rows(home, "FROM out.topic_change") == []


@pytest.mark.slow
def test_what_coordinators_regroup_holds_every_night_until_it_is_undone(home: Home, night: Callable[..., Any]) -> None:
    night(1, spring=FIRST)
    before, called = topics(home), titles(home)
    excel, spanish, chess = (topic_of(home, wording) for wording in ("Excel", "Spanish", "chess"))
    Decisions(home.decisions).add(chess, "rename", decided_by="ana", decided_at=NOON, note="Games and languages")
    merged = regroup.merge(home, spanish, chess, by="ana", at=NOON, note="one evening")
    parted = regroup.split(home, excel, [goal_of(home, "excel formulas")], by="ana", at=NOON)
    assert parted.into_topic_id not in before

    formulas = f"“Excel formulas” ({parted.into_topic_id})"
    assert sorted(night(2)["topic_changes"]) == sorted(
        [
            f"“Excel” ({excel}) was parted: some of it is now {formulas}, as a person decided",
            f"“{called[spanish]}” ({spanish}) is now part of “Games and languages” ({chess}), as a person decided",
        ]
    )
    for day, surveys in ((3, {"autumn": SECOND}), (4, {})):
        assert night(day, **surveys)["topic_changes"] == []
        now = topics(home)
        assert now[chess] >= {"chess", "Spanish"}
        assert spanish not in now
        assert "Excel" in now[excel]
        assert "excel formulas" in now[parted.into_topic_id]
        assert topic_of(home, "conversational Spanish") == chess  # it is like one of what people put together
        assert titles(home)[chess] == "Games and languages"

    regroup.move(home, [goal_of(home, "Python")], excel, by="ben", at=NOON)
    night(5)
    assert topics(home)[excel] >= {"Excel", "Python"}

    for number in (merged.number, parted.number):
        regroup.take_back(home, number, by="ben", at=NOON)
    night(6)
    assert "Spanish" in topics(home)[spanish]
    assert "chess" in topics(home)[chess]
    assert topic_of(home, "Python") == excel  # another decision, which nobody took back
    assert [(each.action, each.undone_at is not None) for each in regroup.regroupings(home)] == [
        ("merge", True),
        ("split", True),
        ("move", False),
    ]
    kinds = rows(home, "SELECT kind, topic_id, into_topic_id, decided_by FROM out.topic_change ORDER BY changed_at")
    assert ("merged", spanish, chess, "person") in kinds
    assert ("split", excel, parted.into_topic_id, "person") in kinds
    assert rows(home, "SELECT DISTINCT action FROM out.decision WHERE into_topic_id IS NOT NULL ORDER BY ALL") == [
        ("merge",),
        ("move",),
        ("split",),
    ]


@pytest.mark.slow
def test_a_merge_does_not_tell_that_two_people_want_both(home: Home, night: Callable[..., Any]) -> None:
    count = "SELECT n_respondents FROM out.topic WHERE topic_id = '{}'"
    night(1, spring={"Spanish": 6, "chess": 5, "Spanish; chess": 2, "Python": 9})
    spanish, chess, python = (topic_of(home, wording) for wording in ("Spanish", "chess", "Python"))
    assert [rows(home, count.format(topic)) for topic in (spanish, chess)] == [[(8,)], [(7,)]]
    regroup.merge(home, spanish, chess, by="ana", at=NOON)
    night(2)
    assert topics(home)[chess] == {"Spanish", "chess"}
    assert rows(home, count.format(chess)) == [(None,)]  # 8 and 7 less 13 would tell it
    regroup.merge(home, python, chess, by="ana", at=NOON)
    night(3)
    assert rows(home, count.format(chess)) == [(None,)]


def test_what_cannot_be_regrouped_is_said(home: Home, night: Callable[..., Any]) -> None:
    night(1, spring=FIRST)
    excel, chess = topic_of(home, "Excel"), topic_of(home, "chess")
    hidden = next(each for each in titles(home) if each not in topics(home))
    both = [goal_of(home, "Excel"), goal_of(home, "excel formulas")]
    for act, message in (
        (lambda: regroup.merge(home, "t0", chess, by="ana", at=NOON), "there is no topic t0; `circlewise topics`"),
        (lambda: regroup.merge(home, chess, chess, by="ana", at=NOON), "are one topic; two were expected"),
        (lambda: regroup.merge(home, hidden, chess, by="ana", at=NOON), f"no goal of topic {hidden} may be told"),
        (lambda: regroup.split(home, excel, both, by="ana", at=NOON), "found 2 of the 2 goals"),
        (lambda: regroup.split(home, excel, [], by="ana", at=NOON), "found 0 of the 2 goals"),
        (
            lambda: regroup.split(home, chess, both[:1], by="ana", at=NOON),
            f"is not in topic {chess}; `circlewise regroup",
        ),
        (lambda: regroup.move(home, ["g0"], chess, by="ana", at=NOON), "there is no goal g0 that may be told"),
        (lambda: regroup.move(home, both[:1], excel, by="ana", at=NOON), f"is in topic {excel} already"),
        (lambda: regroup.move(home, both[:1], "t0", by="ana", at=NOON), "there is no topic t0"),
        (lambda: regroup.take_back(home, 7, by="ana", at=NOON), "decision 7 is no merge, split or move"),
    ):
        with pytest.raises(UsageError, match=message):
            act()
    number = regroup.move(home, both[:1], chess, by="ana", at=NOON).number
    regroup.take_back(home, number, by="ana", at=NOON)
    with pytest.raises(UsageError, match=f"decision {number} was taken back before"):
        regroup.take_back(home, number, by="ana", at=NOON)
    with pytest.raises(UsageError, match="has no decision to undo"):
        Decisions(home.decisions).add(excel, "undo", decided_by="ana", decided_at=NOON)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_two_replayed_nights_keep_every_topic_of_300_people(
    replay: Callable[..., AbstractContextManager[str]], tmp_path: Path, root: Path
) -> None:
    from pipeline.__main__ import main

    spec = importlib.util.spec_from_file_location("make_survey", root / "tests" / "season" / "make_survey.py")
    assert spec
    assert spec.loader
    made_up = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made_up)
    (tmp_path / "needs.csv").write_bytes(made_up.survey())
    config = tmp_path / "schedule.yaml"
    config.write_text(
        "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\npoliteness: {delay_seconds: 0}\n"
    )
    home = Home(tmp_path / "home")
    seen, changed = [], 0
    for day in (1, 2):
        with replay(day=day) as gateway:
            arguments = ["run", "--home", str(home.folder), "--config", str(config), "--gateway", gateway, "--json"]
            for source in ("coursera", "futurelearn", "p2pu"):
                arguments += ["--source", source]
            arguments += ["--survey", str(tmp_path / "needs.csv")] if day == 1 else []
            assert main([*arguments, "--as-of", f"2026-11-{23 + day}T07:30"]) == 0
        seen.append((topics(home), titles(home)))
        ((changed,),) = rows(home, "SELECT count(*) FROM out.course_change")
    assert changed > 0  # the catalogues are not the same
    assert len(seen[0][0]) > 10
    assert seen[0] == seen[1]
    assert rows(home, "FROM out.topic_change") == []
