"""Comments and assignments: in the history, undone by a row of their own, and in nobody's way."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from pipeline.store import Decisions
from pipeline.topics.decided import by_topic

from .conftest import Reader, Serve, Visit


def _say(reader: Reader, topic: str, action: str, note: str) -> httpx.Response:
    page = reader.text(f"/topics/{topic}")
    token = re.findall('name="token" value="([^"]+)"', page)[0]
    form = {"token": token, "action": action, "note": note, "back": f"/topics/{topic}"}
    return reader.client.post(f"/topics/{topic}/talk", data=form)


def _undo(reader: Reader, topic: str, page: str) -> httpx.Response:
    """Press the undo button of the latest row of the history."""
    found = re.search(rf'<form method="post" action="/topics/{topic}/undo" class="plain"><.*?</form>', page, re.S)
    assert found
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0]))
    return reader.client.post(f"/topics/{topic}/undo", data=sent)


def _rows(home: Path) -> list[tuple[str, str | None, bool]]:
    return [(d.action, d.note, d.undone_at is not None) for d in Decisions(home / "decisions.sqlite").all()]


def test_a_comment_stands_in_the_history_and_is_taken_back(topic: str, rosa: Reader, home: Path) -> None:
    for _ in range(2):  # pressed twice
        answer = _say(rosa, topic, "comment", "  <b>ask</b>\nAna ")
    assert "<strong>Comment:</strong> Artificial intelligence basics" in answer.text
    assert "&lt;b&gt;ask&lt;/b&gt; Ana" in answer.text
    assert _rows(home) == [("comment", "<b>ask</b> Ana", False)]
    assert 'class="status proposed"' in answer.text
    _undo(rosa, topic, answer.text)
    assert _rows(home) == [("comment", "<b>ask</b> Ana", True), ("undo", None, False)]


def test_a_topic_is_assigned_listed_and_filtered(topic: str, rosa: Reader) -> None:
    _say(rosa, topic, "assign", "Ben")
    answer = _say(rosa, topic, "assign", "Ana")
    assert "Assigned to <strong>Ana</strong>" in answer.text
    assert "assigned to Ana" in rosa.text("/topics")
    assert re.findall(r'id="topic-(\w+)"', rosa.text("/topics?assigned=Ana")) == [topic]
    assert re.findall(r'id="topic-(\w+)"', rosa.text("/topics?assigned=Ben")) == []
    assert re.findall(r'<li><a href="/topics/(\w+)">', rosa.text("/bulk?assigned=Ana")) == [topic]
    answer = _undo(rosa, topic, answer.text)
    assert "Assigned to <strong>Ben</strong>" in answer.text


@pytest.mark.parametrize(("action", "note"), [("comment", " \n "), ("assign", ""), ("reject", "x"), ("", "x")])
def test_what_says_nothing_is_refused(topic: str, rosa: Reader, home: Path, action: str, note: str) -> None:
    assert _say(rosa, topic, action, note).status_code == 400
    assert _rows(home) == []


def test_a_comment_overtakes_nobody_and_undo_passes_it_over(topic: str, serve: Serve, home: Path, visit: Visit) -> None:
    with serve(home) as address, serve(home, "Ben") as other:
        rosa, ben = visit(address), visit(other)
        page = rosa.text("/topics")
        _say(ben, topic, "comment", "good one")
        assert rosa.decide(topic, "shortlist", page=page).status_code == 200
        _say(ben, topic, "assign", "Rosa")
        assert rosa.decide(topic, "undo").status_code == 200
        assert _rows(home) == [
            ("comment", "good one", False),
            ("shortlist", None, True),
            ("assign", "Rosa", False),
            ("undo", None, False),
        ]


def test_what_is_only_said_decides_nothing_for_nights(topic: str, rosa: Reader, home: Path) -> None:
    _say(rosa, topic, "comment", "good one")
    _say(rosa, topic, "assign", "Ana")
    assert by_topic(Decisions(home / "decisions.sqlite").all()) == {}
