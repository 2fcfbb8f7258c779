"""Renaming, merging, splitting and moving on the page: said in words first, done once, undone by a row of its own."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import httpx
import pytest

from pipeline.store import Catalogue, Decisions, Regroupings

from .catalogues import swap_in
from .conftest import Reader, Serve, Visit


@pytest.fixture
def goals(home: Path) -> dict[str, dict[str, str]]:
    """The wishes that may be told of each topic that is shown: wordings by goal_id; the first topic has two.

    Each topic of the demo has one such wish: that of the last one is put into the first.
    """
    shown = "SELECT topic_id FROM core.topic JOIN core.topic_goal USING (topic_id) WHERE NOT is_suppressed"
    swap_in(
        home,
        f"UPDATE core.topic_goal SET topic_id = ({shown} ORDER BY priority DESC LIMIT 1) "
        f"WHERE topic_id = ({shown} ORDER BY priority LIMIT 1)",
    )
    found: dict[str, dict[str, str]] = {}
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        for topic_id, goal_id, wording in catalogue.query(
            "SELECT t.topic_id, g.goal_id, g.wording FROM out.topic t JOIN out.topic_goal USING (topic_id) "
            "JOIN out.goal g USING (goal_id) WHERE NOT t.is_suppressed "
            "ORDER BY count(*) OVER (PARTITION BY t.topic_id) DESC, t.priority DESC, g.wording"
        ).rows:
            found.setdefault(topic_id, {})[goal_id] = wording
    return found


def _address(topic: str, goal_ids: list[str], to: str) -> str:
    return f"/topics/{topic}/regroup?preview=1&to={to}" + "".join(f"&goal={goal_id}" for goal_id in goal_ids)


def _confirm(reader: Reader, topic: str, page: str, **fields: str) -> httpx.Response:
    found = re.search(rf'<form method="post" action="/topics/{topic}/regroup".*?</form>', page, re.S)
    assert found, "nothing to confirm"
    sent = {
        name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0])
    }
    return reader.client.post(f"/topics/{topic}/regroup", data=sent | fields)


def _plan(page: str) -> str:
    found = re.search(r'<section aria-labelledby="h-plan".*?</section>', page, re.S)
    assert found
    return " ".join(re.sub("<[^>]+>", " ", unescape(found[0])).split())


def _rows(home: Path) -> list[tuple[str, str, str | None, str | None, bool]]:
    decisions = Decisions(home / "decisions.sqlite").all()
    return [(d.action, d.topic_id, d.into_topic_id, d.note, d.undone_at is not None) for d in decisions]


def _places(home: Path) -> dict[str, str]:
    return {each.goal_id: each.topic_id for each in Regroupings(home / "decisions.sqlite").all() if not each.is_undone}


def test_a_title_is_given_for_the_next_night_and_taken_back(topic: str, rosa: Reader, home: Path) -> None:
    page = rosa.text(f"/topics/{topic}/regroup")
    assert "From the next night it is called so everywhere" in page
    answer = rosa.decide(topic, "rename", page=page, note="  Thinking\nmachines\u202e ")
    assert "<strong>Renamed:</strong> Thinking machines" in answer.text
    assert "“Artificial intelligence basics” is called “Thinking machines”." in unescape(answer.text)
    assert _rows(home) == [("rename", topic, None, "Thinking machines", False)]
    number = re.findall(r'name="number" value="(\d+)"', answer.text)[0]
    token = re.findall('name="token" value="([^"]+)"', answer.text)[0]
    form = {"token": token, "number": number, "back": f"/topics/{topic}"}
    answer = rosa.client.post(f"/topics/{topic}/undo", data=form)
    assert "<strong>Undone:</strong>" in answer.text
    assert "is called" not in answer.text
    assert _rows(home)[0][-1] is True
    assert rosa.client.post(f"/topics/{topic}/undo", data=form).status_code == 200  # pressed twice
    assert len(_rows(home)) == 2


def test_a_title_of_nothing_is_refused(topic: str, rosa: Reader, home: Path) -> None:
    assert rosa.decide(topic, "rename", page=rosa.text(f"/topics/{topic}/regroup"), note=" \n ").status_code == 400
    assert _rows(home) == []


def test_a_merge_says_what_happens_and_is_done_once(rosa: Reader, home: Path, goals: dict[str, dict[str, str]]) -> None:
    one, other = list(goals)[:2]
    page = rosa.text(_address(one, list(goals[one]), other))
    assert "is part of" in _plan(page)
    assert all(wording in _plan(page) for wording in goals[one].values())
    assert _rows(home) == []
    for _ in range(2):  # pressed twice
        answer = _confirm(rosa, one, page, note="one evening")
        assert answer.status_code == 200
        assert "<strong>Merged:</strong>" in answer.text
    assert _rows(home) == [("merge", one, other, "one evening", False)]
    assert _places(home) == dict.fromkeys([*goals[one], *goals[other]], other)
    for topic in (one, other):
        assert "From the next night:" in rosa.text(f"/topics/{topic}")


def test_a_split_and_a_move_take_the_ticked_wishes_only(
    rosa: Reader, home: Path, goals: dict[str, dict[str, str]]
) -> None:
    many, *others = goals
    goes, *stay = goals[many]
    assert stay
    page = rosa.text(_address(many, [goes], others[0]))
    words, stays = _plan(page).split("keeps its decisions")
    assert goals[many][goes] in words
    assert all(goals[many][goal_id] in stays for goal_id in stay)
    answer = _confirm(rosa, many, page)
    assert _rows(home) == [("move", many, others[0], None, False)]
    assert _places(home)[goes] == others[0]
    undo = re.search(rf'action="/topics/{many}/undo".*?</form>', answer.text, re.S)
    assert undo
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', undo[0]))
    rosa.client.post(f"/topics/{many}/undo", data=form)
    assert _places(home) == {}
    _confirm(rosa, many, rosa.text(_address(many, [goes], "own")))
    assert [row[0] for row in _rows(home)] == ["move", "undo", "split"]
    assert _places(home)[goes] not in goals
    assert {_places(home)[goal_id] for goal_id in stay} == {many}


@pytest.mark.parametrize(
    ("n_goals", "to", "said"),
    [
        (0, "own", "no wish is ticked"),
        (1, "", "say where"),
        (1, "t0", "say where"),
        (-1, "own", "all wishes are ticked"),
    ],
)
def test_what_cannot_be_done_says_why(
    rosa: Reader, home: Path, goals: dict[str, dict[str, str]], n_goals: int, to: str, said: str
) -> None:
    topic = next(iter(goals))
    ticked = list(goals[topic]) if n_goals < 0 else list(goals[topic])[:n_goals]
    page = rosa.text(_address(topic, ticked, to))
    assert said in _plan(page)
    token = re.findall('name="token" value="([^"]+)"', page)[0]
    form = {"token": token, "seen": "0", "into_seen": "0", "goals": " ".join(ticked), "to": to}
    assert rosa.client.post(f"/topics/{topic}/regroup", data=form).status_code == 400
    assert _rows(home) == []


def test_wishes_of_another_topic_are_not_taken(rosa: Reader, home: Path, goals: dict[str, dict[str, str]]) -> None:
    one, other = list(goals)[:2]
    page = rosa.text(_address(one, list(goals[one])[:1], "own"))
    assert _confirm(rosa, one, page, goals=next(iter(goals[other]))).status_code == 400
    assert _rows(home) == []


def test_a_regrouping_to_come_is_not_mixed_up_by_another(
    rosa: Reader, home: Path, goals: dict[str, dict[str, str]]
) -> None:
    one, other, third = list(goals)[:3]
    _confirm(rosa, one, rosa.text(_address(one, list(goals[one]), other)))
    for topic, to in ((one, third), (other, third), (third, one)):
        page = rosa.text(_address(topic, list(goals[topic]), to))
        assert "Undo that first, or wait for the night." in _plan(page)
    page = rosa.text(_address(third, list(goals[third]), other))
    assert _confirm(rosa, third, page).status_code == 200
    swap_in(home, "UPDATE core.night SET started_at = started_at + INTERVAL 1 DAY")
    assert "From the next night:" not in rosa.text(f"/topics/{one}")
    assert "is part of" in _plan(rosa.text(_address(one, list(goals[one]), third)))


def test_who_regroups_second_sees_what_was_decided_about_either_topic(
    serve: Serve, home: Path, visit: Visit, goals: dict[str, dict[str, str]]
) -> None:
    one, other = list(goals)[:2]
    with serve(home) as address, serve(home, "Ben") as elsewhere:
        rosa, ben = visit(address), visit(elsewhere)
        page = rosa.text(_address(one, list(goals[one]), other))
        ben.decide(other, "reject", reason="other", note="not by us")
        answer = _confirm(rosa, one, page)
        assert answer.status_code == 409
        assert "not by us" in answer.text
        assert [row[0] for row in _rows(home)] == ["reject"]
        again = unescape(re.findall(r'href="([^"]+preview=1)"', answer.text)[0])
        assert _confirm(rosa, one, rosa.text(again)).status_code == 200
        assert [row[0] for row in _rows(home)] == ["reject", "merge"]


def test_of_two_who_regroup_at_once_one_is_written(
    serve: Serve, home: Path, visit: Visit, goals: dict[str, dict[str, str]]
) -> None:
    one, *others = list(goals)[:5]
    with serve(home) as address:
        readers = [visit(address) for _ in others]
        pages = [reader.text(_address(one, list(goals[one]), to)) for reader, to in zip(readers, others, strict=True)]
        with ThreadPoolExecutor(len(others)) as pool:
            pressed = [pool.submit(_confirm, r, one, page) for r, page in zip(readers, pages, strict=True)]
            assert sorted(each.result().status_code for each in pressed) == [200] + [409] * (len(others) - 1)
    assert len(_rows(home)) == 1


def test_topics_to_merge_with_are_searched(rosa: Reader, topic: str) -> None:
    page = rosa.text(f"/topics/{topic}/regroup?q=spanish&look=1")
    offered = re.findall(r'name="to" value="(\w+)"', page)
    assert [each for each in offered if each != "own"] != [topic]
    assert len([each for each in offered if each != "own"]) == 1
    assert "Spanish for library work" in page
    assert "No other topic was found." in rosa.text(f"/topics/{topic}/regroup?q=nothing+at+all&look=1")
