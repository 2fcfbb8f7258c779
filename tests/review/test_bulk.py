"""Many topics at once: first the list and the count; what changed meanwhile is left and named; one undo for all."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from pipeline.store import Decisions

from .conftest import Reader, Serve, Visit


def _send(reader: Reader, page: str, **fields: str) -> httpx.Response:
    found = re.search(r'<form method="post" action="/bulk".*?</form>', page, re.S)
    assert found
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0]))
    return reader.client.post("/bulk", data={name: unescape(value) for name, value in sent.items()} | fields)


def _undo(reader: Reader, page: str) -> httpx.Response:
    found = re.search(r'<form method="post" action="/bulk/undo".*?</form>', page, re.S)
    assert found
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0]))
    return reader.client.post("/bulk/undo", data={name: unescape(value) for name, value in sent.items()})


def _topics(page: str) -> list[str]:
    return re.findall(r'<li><a href="/topics/(\w+)">', page)


def _standing(home: Path) -> dict[str, str]:
    decisions = Decisions(home / "decisions.sqlite").all()
    return {each.topic_id: each.action for each in decisions if not each.undone_at and each.action != "undo"}


def test_all_of_a_filter_are_rejected_with_one_reason_and_taken_back_with_one_press(rosa: Reader, home: Path) -> None:
    listed = rosa.text("/topics?q=a")
    address = unescape(re.findall(r'href="(/bulk[^"]*)"', listed)[0])
    page = rosa.text(address)
    topics = _topics(page)
    assert topics == re.findall(r'id="topic-(\w+)"', listed)
    assert f"{len(topics)} topics at once</h1>" in page
    assert f"Reject {len(topics)} topics" in page
    assert _standing(home) == {}
    for _ in range(2):  # pressed twice
        answer = _send(rosa, page, action="reject", reason="not_now", note="next year")
        assert answer.status_code == 200
        assert f"<strong>Rejected:</strong> {len(topics)} topics" in answer.text
        assert answer.url.path == "/topics"
    assert _standing(home) == dict.fromkeys(topics, "reject")
    rows = Decisions(home / "decisions.sqlite").all()
    assert {(each.reason, each.note, each.decided_by) for each in rows} == {("not_now", "next year", "Rosa")}
    assert len(rows) == len(topics)
    answer = _undo(rosa, answer.text)
    assert f"<strong>Undone:</strong> {len(topics)} topics" in answer.text
    assert _standing(home) == {}


def test_what_a_colleague_decided_meanwhile_is_left_and_named(serve: Serve, home: Path, visit: Visit) -> None:
    with serve(home) as address, serve(home, "Ben") as other:
        rosa, ben = visit(address), visit(other)
        page = rosa.text("/bulk")
        first, second, *rest = _topics(page)
        ben.decide(first, "shortlist", note="this one")
        answer = _send(rosa, page, action="later")
        assert answer.status_code == 409
        assert "1 topic was left as it is" in answer.text
        assert "Ben" in answer.text
        assert "this one" in answer.text
        assert _standing(home) == {first: "shortlist"} | dict.fromkeys([second, *rest], "later")
        ben.decide(second, "reject", reason="have_it")
        undone = _undo(rosa, answer.text)
        assert undone.status_code == 409
        assert "We have something for this already" in undone.text
        assert _standing(home) == {first: "shortlist", second: "reject"}


def test_what_is_so_already_is_not_decided_again(topic: str, rosa: Reader, home: Path) -> None:
    rosa.decide(topic, "later")
    page = rosa.text("/bulk?status=all")
    n = len(_topics(page))
    assert f"Put off {n - 1} topics" in page
    assert f"Shortlist {n} topics" in page
    assert _send(rosa, page, action="later").status_code == 200
    assert len(Decisions(home / "decisions.sqlite").all()) == n


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "reject"},
        {"action": "undo"},
        {"action": "rename", "note": "x"},
        {"action": "later", "topics": ""},
        {"action": "later", "topics": "t1.x"},
        {"action": "later", "topics": " ".join(f"t{n}.0" for n in range(501))},
    ],
)
def test_what_makes_no_sense_is_refused(rosa: Reader, home: Path, fields: dict[str, str]) -> None:
    assert _send(rosa, rosa.text("/bulk"), **fields).status_code == 400
    assert _standing(home) == {}


def test_a_topic_that_is_not_shown_is_left(rosa: Reader, home: Path) -> None:
    answer = _send(rosa, rosa.text("/bulk"), action="later", topics="t000.0")
    assert answer.status_code == 409
    assert "a topic that is not shown any more" in answer.text
    assert _standing(home) == {}


def test_a_range_that_is_no_decision_on_many_is_not_undone(topic: str, rosa: Reader, home: Path) -> None:
    page = rosa.text("/bulk")
    token = re.findall('name="token" value="([^"]+)"', page)[0]
    for first, last in (("1", "999"), ("5", "4"), ("x", "1")):
        form = {"token": token, "first": first, "last": last}
        assert rosa.client.post("/bulk/undo", data=form).status_code == 400
    rosa.decide(topic, "rename", page=rosa.text(f"/topics/{topic}/regroup"), note="New")
    assert rosa.client.post("/bulk/undo", data={"token": token, "first": "1", "last": "1"}).status_code == 400
    assert _standing(home) == {topic: "rename"}


def test_an_empty_filter_offers_nothing(rosa: Reader) -> None:
    page = rosa.text("/bulk?q=nothing+at+all")
    assert "No topic fits this filter." in page
    assert 'action="/bulk"' not in page
