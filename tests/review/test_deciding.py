"""Deciding: written once, undone by a row of its own, and never lost between two people."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.store import Decisions

from .catalogues import swap_in
from .conftest import Reader, Serve, Visit


def _rows(home: Path) -> list[tuple[str, str | None, str | None, str, bool]]:
    decisions = Decisions(home / "decisions.sqlite").all()
    return [(each.action, each.reason, each.note, each.decided_by, each.undone_at is not None) for each in decisions]


def test_a_topic_is_shortlisted_and_the_next_one_is_shown(topic: str, rosa: Reader, home: Path) -> None:
    page = rosa.text("/topics")
    answer = rosa.decide(topic, "shortlist", page=page)
    assert answer.history[0].status_code == 303
    assert answer.history[0].headers["location"] == f"/topics#topic-{rosa.form(page, topic)['next']}"
    assert f'id="topic-{topic}"' not in answer.text
    assert "<strong>Shortlisted:</strong> Artificial intelligence basics" in answer.text
    assert _rows(home) == [("shortlist", None, None, "Rosa", False)]


def test_the_message_is_told_once(topic: str, rosa: Reader) -> None:
    assert "<strong>Shortlisted:" in rosa.decide(topic, "shortlist").text
    assert "<strong>Shortlisted:" not in rosa.text("/topics")


def test_undo_is_a_row_of_its_own(topic: str, rosa: Reader, home: Path) -> None:
    said = rosa.decide(topic, "later", page=rosa.text("/topics")).text
    answer = rosa.decide(topic, "undo", page=said)
    assert "<strong>Undone:</strong>" in answer.text
    assert f'id="topic-{topic}"' in answer.text
    assert _rows(home) == [("later", None, None, "Rosa", True), ("undo", None, None, "Rosa", False)]


def test_a_rejection_keeps_reason_and_note(topic: str, rosa: Reader, home: Path) -> None:
    rosa.decide(topic, "reject", reason="too_long", note="  ask\nagain in\x00 May ")
    assert _rows(home) == [("reject", "too_long", "ask again in May", "Rosa", False)]
    assert "Takes too long: ask again in May" in rosa.text(f"/topics/{topic}")


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "reject"},
        {"action": "reject", "reason": "because"},
        {"action": "delete"},
        {"action": "undo"},
        {"action": "shortlist", "seen": "x"},
        {"action": "shortlist", "seen": "９"},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(topic: str, rosa: Reader, home: Path, fields: dict[str, str]) -> None:
    answer = rosa.decide(topic, **fields)
    assert answer.status_code == 400
    assert "<h1" in answer.text
    assert _rows(home) == []


def test_an_unknown_topic_is_not_decided(topic: str, rosa: Reader, home: Path) -> None:
    form = rosa.form(rosa.text("/topics"), topic) | {"action": "shortlist"}
    assert rosa.client.post("/topics/t000/decide", data=form).status_code == 404
    assert _rows(home) == []


def test_who_comes_second_sees_what_the_first_did_and_may_go_on(
    topic: str, serve: Serve, home: Path, visit: Visit
) -> None:
    with serve(home) as address, serve(home, "Ben") as other:
        rosa, ben = visit(address), visit(other)
        page = rosa.text("/topics")
        ben.decide(topic, "reject", reason="not_free", note="the certificate costs")
        answer = rosa.decide(topic, "shortlist", page=page)
        assert answer.status_code == 409
        assert "Somebody decided before you" in answer.text
        assert "Ben" in answer.text
        assert "Not really free: the certificate costs" in answer.text
        assert [row[0] for row in _rows(home)] == ["reject"]
        again = rosa.decide(topic, "shortlist", page=answer.text)
        assert again.status_code == 200
        assert [row[0] for row in _rows(home)] == ["reject", "shortlist"]


def test_of_many_at_once_one_is_written(topic: str, serve: Serve, home: Path, visit: Visit) -> None:
    with serve(home) as address:
        readers = [visit(address) for _ in range(8)]
        pages = [reader.text("/topics") for reader in readers]
        with ThreadPoolExecutor(8) as pool:
            pressed = [
                pool.submit(each.decide, topic, "reject", page=page, reason="other", note=f"note {number}")
                for number, (each, page) in enumerate(zip(readers, pages, strict=True))
            ]
            answers = [each.result() for each in pressed]
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
        assert len(_rows(home)) == 1


def test_people_go_back_to_pages_of_ours_only(topic: str, rosa: Reader) -> None:
    page = rosa.text("/topics")
    form = rosa.form(page, topic) | {"action": "later"}
    for back in ("https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org", "/topics\r\nX: y"):
        answer = rosa.client.post(f"/topics/{topic}/decide", data=form | {"back": back}, follow_redirects=False)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/topics#")
            form["seen"] = str(int(form["seen"]) + 1)
    assert int(form["seen"]) == 5


def test_a_night_published_underneath_loses_no_decision(serve: Serve, home: Path, visit: Visit) -> None:
    with serve(home) as address:
        readers = [visit(address) for _ in range(4)]
        page = readers[0].text("/topics")
        topics = re.findall(r'data-topic="(\w+)"', page)

        def decide_a_share(number: int) -> list[str]:
            mine = topics[number :: len(readers)]
            return [each for each in mine if readers[number].decide(each, "later").status_code == 200]

        with ThreadPoolExecutor(len(readers)) as pool:
            shares = [pool.submit(decide_a_share, number) for number in range(len(readers))]
            for number in range(3):
                swap_in(home, f"UPDATE core.night SET courses = {number}")
            decided = [topic for share in shares for topic in share.result()]
    assert sorted(decided) == sorted(topics)
    assert sorted(each.topic_id for each in Decisions(home / "decisions.sqlite").all()) == sorted(topics)


def test_a_button_pressed_twice_writes_once_and_is_no_conflict(topic: str, rosa: Reader, home: Path) -> None:
    page = rosa.text("/topics")
    for _ in range(2):
        answer = rosa.decide(topic, "reject", page=page, reason="other", note="twice")
        assert answer.status_code == 200
        assert "<strong>Rejected:</strong>" in answer.text
    assert len(_rows(home)) == 1
