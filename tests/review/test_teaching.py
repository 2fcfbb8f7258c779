"""Teaching the matcher on the page: a course is right or wrong for a wish, or takes a word in another sense."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import httpx
import pytest

from pipeline.store import MatchDecisions

from .conftest import Reader, Serve, Visit

WISH = "the basics of machine learning"


def _form(page: str) -> dict[str, str]:
    found = re.search(r'<form method="post" action="/topics/\w+/teach".*?</form>', page, re.S)
    assert found
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found[0])
    return {name: unescape(value) for name, value in fields}


def _page(reader: Reader, topic: str) -> str:
    """The address that the first button of a topic leads to."""
    found = re.findall(r'href="(/topics/\w+/teach\?[^"]+)"[^>]*data-key="w"', reader.text(f"/topics/{topic}"))
    assert len(found) == 1
    return unescape(found[0])


def _teach(reader: Reader, topic: str, *, page: str | None = None, **fields: str) -> httpx.Response:
    page = page or reader.text(_page(reader, topic))
    return reader.client.post(f"/topics/{topic}/teach", data=_form(page) | {"text": WISH} | fields)


def _kept(home: Path) -> list[tuple[str, str, str | None, str | None, bool]]:
    decisions = MatchDecisions(home / "decisions.sqlite").all()
    return [(each.lesson, each.text, each.means, each.note, each.undone_at is not None) for each in decisions]


def test_each_match_of_a_topic_can_be_judged_and_says_what_changes_when(topic: str, rosa: Reader) -> None:
    shown = rosa.text(f"/topics/{topic}")
    links = re.findall(rf'href="(/topics/{topic}/teach\?[^"]+)"', shown)
    assert len(links) == len(re.findall('<table class="parts">', shown)) > 2
    for link in links:
        page = rosa.text(unescape(link))
        assert page.count("From the next night") == 3
        assert 'name="text" required' in page
    everything = rosa.text(f"/topics/{topic}/teach")
    assert sorted(re.findall(rf'href="(/topics/{topic}/teach\?[^"]+)"', everything)) == sorted(links)


def test_a_verdict_is_kept_for_the_course_in_words_typed_and_can_be_taken_back(
    topic: str, rosa: Reader, home: Path
) -> None:
    answer = _teach(rosa, topic, says="rejected", note=" too\tshallow ", means="not asked for")
    assert answer.url.path == f"/topics/{topic}"
    assert f"<strong>Taught that the course is wrong for:</strong> {WISH}" in answer.text
    assert _kept(home) == [("rejected", WISH, None, "too shallow", False)]
    (decision,) = MatchDecisions(home / "decisions.sqlite").all()
    assert (decision.decided_by, decision.course_id) == ("Rosa", _form(rosa.text(_page(rosa, topic)))["course"])
    undo = re.search(r'action="/taught/undo".*?</form>', answer.text, re.S)
    assert undo
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', undo[0]))
    for _ in range(2):  # pressed twice
        answer = rosa.client.post("/taught/undo", data=fields)
        assert answer.status_code == 200
        assert f"<strong>Undone:</strong> {WISH}" in answer.text
    assert _kept(home) == [("rejected", WISH, None, "too shallow", True)]
    assert "(undone)" in rosa.text(_page(rosa, topic))


def test_another_sense_says_what_is_meant(topic: str, rosa: Reader, home: Path) -> None:
    assert _teach(rosa, topic, says="wrong_sense").status_code == 400
    assert _teach(rosa, topic, says="wrong_sense", means="–").status_code == 400
    _teach(rosa, topic, says="wrong_sense", means="statistics")
    assert _kept(home) == [("wrong_sense", WISH, "statistics", None, False)]
    assert "meant is “statistics”" in rosa.text(_page(rosa, topic))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"says": "synonym"},
        {"says": "accepted", "text": ""},
        {"says": "accepted", "text": " ?! "},
        {"says": "accepted", "course": "edx:none"},
        {"says": "accepted", "seen": "-1"},
    ],
)
def test_what_makes_no_sense_is_not_taught(topic: str, rosa: Reader, home: Path, fields: dict[str, str]) -> None:
    answer = _teach(rosa, topic, **fields)
    assert answer.status_code == 400
    assert "<h1" in answer.text
    assert _kept(home) == []


def test_the_id_of_a_wish_is_no_words(topic: str, rosa: Reader, home: Path) -> None:
    goal = re.findall(r"goal=(\w+)", _page(rosa, topic))[0]
    assert "in your own words" in _teach(rosa, topic, says="accepted", text=goal).text
    assert _kept(home) == []


def test_who_teaches_second_sees_what_was_taught_and_may_go_on(
    topic: str, serve: Serve, home: Path, visit: Visit
) -> None:
    with serve(home) as address, serve(home, "Ben") as other:
        rosa, ben = visit(address), visit(other)
        page = rosa.text(_page(rosa, topic))
        _teach(ben, topic, says="rejected", note="it is about chess")
        answer = _teach(rosa, topic, page=page, says="accepted")
        assert answer.status_code == 409
        assert "Somebody was quicker" in answer.text
        assert "it is about chess" in answer.text
        assert [row[0] for row in _kept(home)] == ["rejected"]
        again = rosa.client.post(f"/topics/{topic}/teach", data=_form(answer.text))
        assert again.status_code == 200
        assert [(row[0], row[1]) for row in _kept(home)] == [("rejected", WISH), ("accepted", WISH)]


def test_an_undoing_counts_as_later(topic: str, rosa: Reader, home: Path) -> None:
    _teach(rosa, topic, says="rejected")
    page = rosa.text(_page(rosa, topic))
    (decision,) = MatchDecisions(home / "decisions.sqlite").all()
    MatchDecisions(home / "decisions.sqlite").undo(
        decision.decision_id, decided_by="Ben", decided_at=decision.decided_at
    )
    assert _teach(rosa, topic, page=page, says="accepted").status_code == 409


def test_of_many_who_teach_at_once_one_is_kept(topic: str, serve: Serve, home: Path, visit: Visit) -> None:
    with serve(home) as address:
        readers = [visit(address) for _ in range(6)]
        pages = [each.text(_page(each, topic)) for each in readers]
        with ThreadPoolExecutor(6) as pool:
            pressed = [
                pool.submit(_teach, each, topic, page=page, says="accepted", note=f"note {number}")
                for number, (each, page) in enumerate(zip(readers, pages, strict=True))
            ]
            assert sorted(each.result().status_code for each in pressed) == [200] + [409] * 5
        assert len(_kept(home)) == 1


def test_a_course_or_wish_of_another_topic_is_not_here(topic: str, rosa: Reader) -> None:
    for query in ("course=none", "course=none&goal=none", "goal=none&course=edx:none"):
        assert rosa.get(f"/topics/{topic}/teach?{query}").status_code == 404
