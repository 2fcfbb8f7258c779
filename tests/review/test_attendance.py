"""Attendance as a grid and as a list of one session: many cells with one save, and nobody's work lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import httpx
import pytest
from season_and_circles import CIRCLE
from served import SETTINGS

from pipeline.flow.attendance import STATES, register_of
from pipeline.flow.circles import export_ledger, import_ledger, recorded, undo_import
from pipeline.model import AttendanceEntry, SessionEntry
from pipeline.settings import load_settings
from pipeline.store import Home, Ledger

from .conftest import NOW, Reader, Serve, Visit, sign_in

HERE = f"/circle/{CIRCLE}/attendance"
STAFF = [f"47{n}" for n in range(11, 24)]
"""Thirteen people; the first two are recorded already, as present and as absent."""


def fields_of(page: str) -> dict[str, list[str]]:
    """What the form of attendance would send as it stands, its buttons left out."""
    found = re.search(rf'<form method="post" action="{re.escape(HERE)}".*?</form>', page, re.S)
    assert found, page
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", found[0]):
        name, value = (re.search(rf' {what}="([^"]*)"', tag) for what in ("name", "value"))
        if name and value and ('type="checkbox"' not in tag or " checked" in tag):
            fields.setdefault(name[1], []).append(unescape(value[1]))
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', found[0], re.S):
        chosen = re.search(r'value="(\w*)" selected', options)
        fields[name] = [chosen[1] if chosen else ""]
    fields["new"] = [unescape("".join(re.findall(r"<textarea[^>]*>(.*?)</textarea>", found[0], re.S)))]
    return fields


def send(reader: Reader, page: str, sent: Mapping[str, object] | None = None, **more: object) -> httpx.Response:
    """Send the form of a page with other values; a list is a field several times, None is left out."""
    fields: dict[str, object] = {**fields_of(page), "action": "save", **(sent or {}), **more}
    return reader.client.post(HERE, data={name: value for name, value in fields.items() if value is not None})


def everybody(reader: Reader) -> str:
    """Thirteen people at session 1; returns the grid."""
    page = reader.text(f"{HERE}?session=1")
    assert send(reader, page, there=["1", "2"], new="\n".join(STAFF[2:])).status_code == 200
    return reader.text(HERE)


def states(home: Path, session: int) -> list[str | None]:
    """What is recorded of a session, in the order of people."""
    register = register_of(Home(home), CIRCLE)
    return [register.mark((session, person)).state for person in register.people]


def intakes(home: Path) -> int:
    return len(Ledger(Home(home).circles).intakes())


def hold_second(home: Path, reader: Reader) -> None:
    """Session 2 is held, with nobody recorded."""
    page = reader.text(f"{HERE}?session=2")
    assert send(reader, page, there=[], held="yes", new="").status_code == 200
    settings, number = load_settings(SETTINGS), Ledger(Home(home).circles).intakes()[0].intake_id
    undo_import(Home(home), by="Ana", at=NOW, number=number)
    held = send(reader, reader.text(f"{HERE}?session=2"), {"held": "yes", "excused": ["1"]})
    assert held.status_code == 200
    assert settings.demand.min_group == 5


def test_a_first_session_is_recorded_with_one_save(ana: Reader, kept: Path) -> None:
    before = intakes(kept)
    everybody(ana)
    assert states(kept, 1) == ["present"] * 13
    assert intakes(kept) == before + 1  # so that one Undo takes all of it back


def test_nobody_is_named_on_any_page_and_numbers_stay(ana: Reader, kept: Path) -> None:
    page = everybody(ana)
    people = register_of(Home(kept), CIRCLE).people
    assert len(people) == 13
    assert not re.search(r"\b47[12]\d\b", page + ana.text(f"{HERE}?session=1"))
    assert re.findall(r"Person (\d+) <code>", page) == [str(n) for n in range(1, 14)]
    assert re.findall(r"<code>(\w{6})</code>", page) == [person[2:8] for person in people]


def test_everybody_came_is_one_action_and_brings_the_session_about(ana: Reader, kept: Path) -> None:
    page = everybody(ana)
    answer = send(ana, page, action=None, everybody="1", **{"c2.1": "a"})
    assert answer.status_code == 200
    assert states(kept, 1) == ["present"] * 13
    assert 'name="everybody" value="2"' not in ana.text(f"{HERE}?session=2")  # it is six days ahead


def test_a_session_that_is_due_is_held_by_the_same_save(serve: Serve, kept: Path, visit: Visit) -> None:
    with serve(kept, "Ana", clock=lambda: NOW.replace(month=12, day=1)) as address:
        ana = visit(address)
        everybody(ana)
        page = ana.text(f"{HERE}?session=2")
        assert "It was held: record that, too (until now it is planned)" in page
        before = intakes(kept)
        answer = send(ana, page, action=None, everybody="2")
        assert "<strong>Recorded:</strong> 14 rows" in answer.text
    assert states(kept, 2) == ["present"] * 13
    (session,) = [row.entry for row in recorded(Home(kept)) if isinstance(row.entry, SessionEntry)][1:]
    assert (session.status, session.place, session.minutes) == ("held", "Room 1", 90)
    assert intakes(kept) == before + 1


def test_before_a_session_only_excuses_are_recorded(ana: Reader, kept: Path) -> None:
    everybody(ana)
    page = ana.text(f"{HERE}?session=2")
    assert send(ana, page, held=None, excused=["3"]).status_code == 200
    assert states(kept, 2) == [None, None, "excused", *[None] * 10]
    assert send(ana, ana.text(f"{HERE}?session=2"), held=None, excused=[]).status_code == 200
    assert states(kept, 2) == [None] * 13
    answer = send(ana, page, held=None, there=["1"])
    assert answer.status_code == 400
    assert "is planned; somebody can be present at a session that is held" in unescape(answer.text)
    assert re.search(r'name="there" value="1" checked', answer.text)


def test_the_grid_writes_what_was_changed_and_nothing_else(ana: Reader, kept: Path) -> None:
    page = everybody(ana)
    changed = {"c1.1": "a", "c5.1": "e", "c7.1": ""}
    answer = send(ana, page, changed)
    assert "<strong>Recorded:</strong> 3 rows" in answer.text
    found = states(kept, 1)
    assert [found[0], found[4]] == ["absent", "excused"]
    assert len(found) == 12  # of one nothing is recorded any more, in this session and so in the circle
    assert found.count("present") == 10
    assert "<strong>Recorded" not in send(ana, answer.text).text  # nothing changed, nothing written


def test_undo_is_a_row_and_brings_every_cell_back(ana: Reader, kept: Path) -> None:
    page = everybody(ana)
    answer = send(ana, page, {"c1.1": "a", "c5.1": "e"})
    undo = re.search(r'<form method="post" action="/circles/undo".*?</form>', answer.text, re.S)
    assert undo
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo[0]))
    assert fields["back"] == HERE
    back = ana.client.post("/circles/undo", data=fields)
    assert back.url.path == HERE
    assert states(kept, 1) == ["present"] * 13
    (last, *_) = Ledger(Home(kept).circles).intakes()
    assert (last.undone_by, len(last.rows)) == ("Ana", 2)


def test_who_comes_second_sees_which_cells_and_keeps_both(ana: Reader, kept: Path, serve: Serve, visit: Visit) -> None:
    page = everybody(ana)
    with serve(kept, "Ben") as address:
        ben = visit(address)
        assert send(ben, ben.text(HERE), {"c2.1": "e", "c3.1": "a", "c4.1": "a"}).status_code == 200
    answer = send(ana, page, {"c2.1": "a", "c3.1": "a", "c9.1": "a"})
    assert answer.status_code == 409
    text = unescape(answer.text)
    assert "somebody changed 1 cell meanwhile" in text  # of the third both say the same
    assert "Person 2, session 1: recorded now: excused; in this form: absent" in text
    assert states(kept, 1)[8] == "present"  # nothing of it was written
    again = fields_of(answer.text)
    assert [again[f"c{n}.1"] for n in (2, 3, 4, 9)] == [["a"], ["a"], ["a"], ["a"]]
    assert answer.text.count('<span class="now">') == 1
    assert send(ana, answer.text).status_code == 200
    assert [states(kept, 1)[n - 1] for n in (2, 3, 4, 9)] == ["absent"] * 4


def test_what_a_colleague_did_elsewhere_in_the_grid_is_left(ana: Reader, kept: Path) -> None:
    page = everybody(ana)
    send(ana, page, {"c4.1": "e"})
    assert send(ana, page, {"c6.1": "a"}).status_code == 200
    assert [states(kept, 1)[n] for n in (3, 5)] == ["excused", "absent"]


def test_a_page_that_was_open_brings_nobody_back_who_was_taken_out(ana: Reader, kept: Path) -> None:
    """The night puts another name in the place of a code; the old one must not come in again by a form."""
    everybody(ana)
    hold_second(kept, ana)
    page = ana.text(HERE)
    person = register_of(Home(kept), CIRCLE).people[3]
    Ledger(Home(kept).circles).rename({person: "p-" + "0" * 24})
    answer = send(ana, page, {"c4.2": "p"})
    assert answer.status_code == 409
    assert "Session 2: a person who was taken out of this circle" in unescape(answer.text)
    assert not any(person in (kept_row.held + kept_row.key) for kept_row in Ledger(Home(kept).circles).all())


def test_whose_rows_they_are_is_told_by_line_and_records_nothing(ana: Reader, kept: Path) -> None:
    page = everybody(ana)
    before = intakes(kept)
    answer = send(ana, page, {"c1.1": "a"}, action="find", new="4713\n9999\n 04711 ")
    assert answer.status_code == 200
    rows = re.findall(r"Person (\d+) <code>\w+</code> <strong class=\"line\">your line (\d)", answer.text)
    assert rows == [("1", "3"), ("3", "1")]
    assert "Line 2 is nobody of this circle yet." in answer.text
    assert not re.search(r"4713|9999|04711", answer.text)
    assert fields_of(answer.text)["c1.1"] == ["a"]  # what was filled in stands
    assert intakes(kept) == before


def test_somebody_ticked_twice_is_asked_about(ana: Reader, kept: Path) -> None:
    everybody(ana)
    page = ana.text(f"{HERE}?session=1")
    answer = send(ana, page, there=["1", "2"], excused=["2"])
    assert answer.status_code == 400
    assert "Person 2 is ticked as present and as excused" in answer.text
    assert states(kept, 1) == ["present"] * 13
    assert send(ana, answer.text, there=["1"], excused=["2"]).status_code == 200
    assert states(kept, 1) == ["present", "excused", *["absent"] * 11]


def test_a_session_that_was_held_meanwhile_is_not_saved_over(ana: Reader, kept: Path) -> None:
    everybody(ana)
    first, second = (ana.text(f"{HERE}?session=2") for _ in range(2))
    assert send(ana, second, there=["1"], held="yes").status_code == 200
    before = recorded(Home(kept))
    answer = send(ana, first, there=["2", "3"])
    assert answer.status_code == 409
    assert recorded(Home(kept)) == before


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"r1": "p-zz 1p0"}, 400),
        ({"c1.1": "x"}, 400),
        ({"session": "99999"}, 200),
        ({"session": "7", "new": "4799"}, 409),
        ({"session": "1", "new": "x" * 201}, 400),
        ({"session": "1", "new": "\n".join(map(str, range(201)))}, 413),
        ({"session": "2", "held": "yes", "session_seen": "9"}, 409),
        ({"token": "x"}, 403),
        ({"everybody": "99"}, 200),
        ({"people": "-1", "part": "900"}, 200),
    ],
)
def test_what_no_page_sends_writes_nothing(ana: Reader, kept: Path, sent: dict[str, str], status: int) -> None:
    page = everybody(ana)
    before = recorded(Home(kept))
    assert send(ana, page, sent).status_code == status
    assert recorded(Home(kept)) == before


def test_a_ledger_comes_out_and_goes_in_again_as_the_grid_left_it(ana: Reader, kept: Path, tmp_path: Path) -> None:
    page = everybody(ana)
    send(ana, page, {"c1.1": "a", "c5.1": "e"})
    settings = load_settings(SETTINGS)
    export_ledger(Home(kept), tmp_path / "out.xlsx", with_people=True)
    again = import_ledger(Home(kept), settings, tmp_path / "out.xlsx", by="Ben", at=NOW)
    assert (again.intake_id, again.added, again.corrected) == (None, 0, 0)
    words = "circle_id,session,person,state\n" + "".join(f"{CIRCLE},1,{each},excused\n" for each in STAFF)
    (tmp_path / "attendance.csv").write_text(words, encoding="utf-8")
    assert import_ledger(Home(kept), settings, tmp_path / "attendance.csv", by="Ben", at=NOW).added == 0
    assert states(kept, 1) == ["excused"] * 13  # the same people, by their staff numbers


def test_the_grid_is_for_coordinators(closed: Path, address: str, visit: Visit) -> None:
    vera = visit(address)
    sign_in(vera, "Vera")
    assert vera.get(HERE).status_code == 403
    assert vera.client.post(HERE, data={}).status_code == 403
    assert "attendance" not in vera.text(f"/circle/{CIRCLE}")


def test_a_large_circle_is_shown_in_parts_below_the_limit_of_a_page(ana: Reader, kept: Path, tmp_path: Path) -> None:
    n_people, n_sessions = 130, 30
    sessions = "".join(f"{CIRCLE},{n},2026-01-{n:02} 10:00,60,held\n" for n in range(1, n_sessions + 1))
    rows = "".join(
        f"{CIRCLE},{n},person {p},{STATES[(p + n) % 3]}\n" for p in range(n_people) for n in range(1, n_sessions + 1)
    )
    (tmp_path / "session.csv").write_text("circle_id,session,starts_at,minutes,status\n" + sessions, encoding="utf-8")
    (tmp_path / "attendance.csv").write_text("circle_id,session,person,state\n" + rows, encoding="utf-8")
    import_ledger(Home(kept), load_settings(SETTINGS), tmp_path / "session.csv", by="Ben", at=NOW)
    import_ledger(Home(kept), load_settings(SETTINGS), tmp_path / "attendance.csv", by="Ben", at=NOW)
    page = ana.text(HERE)
    assert len(page.encode()) < 200_000
    assert "Everybody on this page came" in page
    assert "Everybody came" not in page
    assert len(ana.text(f"{HERE}?session=30").encode()) < 200_000
    shown = set(re.findall(r'name="c(\d+)\.(\d+)"', page))
    assert len(shown) == 200
    assert {session for _, session in shown} == {"29", "30"}  # 29 and 30 are the eighth part
    last = ana.text(f"{HERE}?part=8&people=2")
    numbers = {int(number) for number, _ in re.findall(r'name="c(\d+)\.(\d+)"', last)}
    assert numbers == set(range(101, 133))  # two were there before
    assert send(ana, last, {"c132.30": "e"}).status_code == 200
    person = register_of(Home(kept), CIRCLE).people[131]
    assert register_of(Home(kept), CIRCLE).mark((30, person)).state == "excused"
    assert sum(isinstance(row.entry, AttendanceEntry) for row in recorded(Home(kept))) == 2 + 130 * 30
