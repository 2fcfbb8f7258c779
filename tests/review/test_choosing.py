"""Courses that people put first or take out: written once, told before the night, and in nobody's way."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import duckdb
import httpx
import pytest

from pipeline.store import Decisions

from .catalogues import swap_in
from .conftest import Reader, Serve, Visit, sign_in

TOPIC_OF_SEVERAL = """
SELECT topic_id FROM out.topic_course JOIN out.topic USING (topic_id) WHERE NOT is_suppressed
GROUP BY ALL HAVING count(*) > 2 ORDER BY topic_id LIMIT 1
"""


@pytest.fixture(scope="module")
def several(demo_once: Path) -> tuple[str, list[str]]:
    """A topic of the demo with three courses or more, and their ids, best first."""
    with duckdb.connect(str(demo_once / "catalogue.duckdb"), read_only=True) as catalogue:
        ((topic_id,),) = catalogue.execute(TOPIC_OF_SEVERAL).fetchall()
        rows = catalogue.execute("SELECT course_id FROM out.topic_course WHERE topic_id = ? ORDER BY rank", [topic_id])
        return topic_id, [course_id for (course_id,) in rows.fetchall()]


def _choose(
    reader: Reader, topic: str, course_id: str, pressed: str, page: str | None = None, **fields: str
) -> httpx.Response:
    page = page or reader.text(f"/topics/{topic}")
    forms = re.findall(rf'<form method="post" action="/topics/{topic}/choose".*?</form>', page, re.S)
    sent = [dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) for form in forms]
    (form,) = (each for each in sent if unescape(each["course"]) == course_id)
    return reader.client.post(
        f"/topics/{topic}/choose", data={n: unescape(v) for n, v in form.items()} | {"action": pressed} | fields
    )


def _rows(home: Path) -> list[tuple[str, str | None, str, bool]]:
    found = Decisions(home / "decisions.sqlite").all()
    return [(each.action, each.course_id, each.decided_by, each.undone_at is not None) for each in found]


def test_a_course_is_put_first_and_the_page_says_what_is_to_come(
    several: tuple[str, list[str]], rosa: Reader, home: Path
) -> None:
    topic, courses = several
    answer = _choose(rosa, topic, courses[1], "pin")
    assert answer.history[0].headers["location"] == f"/topics/{topic}"
    assert "<strong>Course put first:</strong>" in answer.text
    assert "Put first by Rosa" in answer.text
    assert re.search(r"From the next night:</strong></p>\s*<ul>\s*<li>“[^”]+” comes first\.", answer.text)
    assert _rows(home) == [("pin", courses[1], "Rosa", False)]


def test_it_is_undone_by_a_row_of_its_own(several: tuple[str, list[str]], rosa: Reader, home: Path) -> None:
    topic, courses = several
    page = _choose(rosa, topic, courses[0], "drop").text
    found = re.search(rf'<form method="post" action="/topics/{topic}/undo" hx-post.*?</form>', page, re.S)
    assert found
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0]))
    answer = rosa.client.post(f"/topics/{topic}/undo", data=sent)
    assert "<strong>Undone:</strong>" in answer.text
    assert "is not shown for this topic" not in answer.text
    assert _rows(home) == [("drop", courses[0], "Rosa", True), ("undo", None, "Rosa", False)]


def test_of_one_course_the_page_tells_the_latest_word_only(several: tuple[str, list[str]], rosa: Reader) -> None:
    topic, courses = several
    _choose(rosa, topic, courses[1], "pin")
    page = _choose(rosa, topic, courses[1], "drop").text
    coming = page.split("From the next night:")[1].split("</ul>")[0]
    assert coming.count("<li>") == 1
    assert "is not shown for this topic" in coming


def test_who_comes_second_sees_what_the_first_chose_and_may_go_on(
    several: tuple[str, list[str]], serve: Serve, home: Path, visit: Visit
) -> None:
    topic, courses = several
    with serve(home) as address, serve(home, "Ben") as other:
        rosa, ben = visit(address), visit(other)
        page = rosa.text(f"/topics/{topic}")
        _choose(ben, topic, courses[2], "pin")
        answer = _choose(rosa, topic, courses[1], "pin", page)
        assert answer.status_code == 409
        assert "Somebody decided before you" in answer.text
        assert "Ben" in answer.text
        assert len(_rows(home)) == 1
        form = re.search(r'<form method="post" action="(/topics/\w+/choose)">.*?</form>', answer.text, re.S)
        assert form
        sent = {n: unescape(v) for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0])}
        assert rosa.client.post(form[1], data=sent).status_code == 200
        assert _rows(home) == [("pin", courses[2], "Ben", False), ("pin", courses[1], "Rosa", False)]


def test_a_button_pressed_twice_writes_once(several: tuple[str, list[str]], rosa: Reader, home: Path) -> None:
    topic, courses = several
    page = rosa.text(f"/topics/{topic}")
    for _ in range(2):
        assert _choose(rosa, topic, courses[1], "pin", page).status_code == 200
    assert len(_rows(home)) == 1


def test_what_may_not_come_first_is_refused_in_words(several: tuple[str, list[str]], rosa: Reader, home: Path) -> None:
    topic, courses = several
    page = rosa.text(f"/topics/{topic}")
    cases = {
        "not offered any more, or costs money": {"course": "nowhere:1"},
        "That could not be done": {"action": "add"},
    }
    for told, fields in cases.items():
        answer = _choose(rosa, topic, courses[1], "pin", page, **fields)
        assert answer.status_code == 400
        assert told in answer.text
    escaped = courses[1].replace("'", "''")
    swap_in(home, f"UPDATE core.course SET is_free = false, free_kind = 'paid' WHERE course_id = '{escaped}'")
    assert _choose(rosa, topic, courses[1], "pin", page).status_code == 400
    assert _rows(home) == []


def test_a_viewer_is_offered_no_choice_and_may_not_send_one(
    several: tuple[str, list[str]], address: str, visit: Visit, closed: Path
) -> None:
    topic, courses = several
    vera = visit(address)
    sign_in(vera, "Vera")
    page = vera.text(f"/topics/{topic}")
    assert "/choose" not in page
    token = re.findall('name="token" value="([^"]+)"', page)[0]
    form = {"token": token, "seen": "0", "course": courses[1], "action": "pin"}
    assert vera.client.post(f"/topics/{topic}/choose", data=form).status_code == 403
    assert _rows(closed) == []


def test_the_list_and_the_topic_say_that_a_person_chose(
    several: tuple[str, list[str]], rosa: Reader, home: Path
) -> None:
    topic, _ = several
    assert "Chosen by a person" not in rosa.text("/topics")
    why = "put first by Rosa on 2026-11-24, decision 1"
    swap_in(
        home,
        f"UPDATE core.topic_course SET because = '{why}' WHERE topic_id = '{topic}' AND rank = 1",
    )
    listed = rosa.text("/topics").split(f'id="topic-{topic}"')[1].split("</li>")[0]
    assert "Chosen by a person" in listed
    page = rosa.text(f"/topics/{topic}")
    assert "since a person put it first" in page
    assert why in rosa.text(f"/topics/{topic}/proposal")


def test_a_catalogue_of_an_earlier_release_is_shown(several: tuple[str, list[str]], rosa: Reader, home: Path) -> None:
    topic, _ = several
    swap_in(
        home,
        "DROP VIEW out.topic_course",
        "ALTER TABLE core.topic_course DROP COLUMN because",
        "CREATE VIEW out.topic_course AS FROM core.topic_course",
        "DROP VIEW out.decision",
        "ALTER TABLE core.decision DROP COLUMN course_id",
        "CREATE VIEW out.decision AS FROM core.decision",
    )
    assert f'id="topic-{topic}"' in rosa.text("/topics?status=all")
    assert "Put first" in rosa.text(f"/topics/{topic}")
