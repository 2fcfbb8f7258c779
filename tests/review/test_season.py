"""The season on the page: read as calendars, locked and kept out under what was seen, and taken along."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from season_and_circles import plan_season

from pipeline.flow.season_shown import published_season
from pipeline.review.season_view import calendar_of
from pipeline.review.solving import Solved, Solver
from pipeline.store import Catalogue
from pipeline.store.season_decisions import SeasonDecisions

from .catalogues import swap_in
from .conftest import NOW, Reader, Serve, Visit

FORM = re.compile(r'<form method="post" action="/season/choose" aria-label="(Lock|Keep) .*?</form>', re.S)


@pytest.fixture
def planned(home: Path) -> Path:
    plan_season(home)
    return home


@pytest.fixture
def ana(serve: Serve, planned: Path, visit: Visit) -> Iterator[Reader]:
    """A coordinator of a home with a planned season."""
    with serve(planned, "Ana") as address:
        yield visit(address)


@pytest.fixture
def titles(planned: Path) -> list[str]:
    """The titles of the circles, in order."""
    with Catalogue(planned / "catalogue.duckdb") as catalogue:
        found = catalogue.query("SELECT title FROM out.season JOIN out.topic USING (topic_id) ORDER BY circle")
    return [title for (title,) in found.rows]


def forms(page: str) -> list[dict[str, str]]:
    """The hidden fields of every form that locks or keeps out."""
    return [
        {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0])}
        for found in FORM.finditer(page)
    ]


def choose(reader: Reader, fields: dict[str, str], **more: str) -> httpx.Response:
    return reader.client.post("/season/choose", data=fields | more)


def test_the_season_is_a_calendar_and_a_table(ana: Reader, titles: list[str]) -> None:
    page = ana.text("/season")
    for words in (*titles, "December 28, 2026 to March 7, 2027", "No better season exists under the settings"):
        assert words in page
    assert page.count("f-0123456789") == 2
    assert "126.5" in page
    assert page.count("not told") == 2  # the size of the first circle, and its hours
    assert "left out: nobody offered to lead it" in page
    weeks = ana.text("/season?view=weeks")
    assert "session 4 of 4" in weeks
    assert "session 6 of 6" in weeks
    assert "Hall" in ana.text("/season?view=rooms")


def test_topics_without_a_circle_come_in_parts_and_a_choice_leads_back_to_its_part(
    ana: Reader, planned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue(planned / "catalogue.duckdb") as catalogue:
        found = catalogue.query("SELECT topic_id FROM core.season_left_out").rows
    monkeypatch.setattr("pipeline.review.pages.season.MOST_LEFT_OUT", 4)
    parts = -(-len(found) // 4)
    assert parts > 2
    told = [
        re.findall(r'<th scope="row"><a href="/topics/(\w+)">', _left(ana.text(f"/season?left={n}")))
        for n in range(1, parts + 1)
    ]
    assert sorted(topic for part in told for topic in part) == sorted(topic for (topic,) in found)
    assert 'href="/season?left=3#h-left"' in ana.text("/season?left=2")
    assert _left(ana.text("/season?left=99999")) == _left(ana.text("/season"))
    second = forms(_left(ana.text("/season?left=2")))[0]
    assert choose(ana, second).url.query == b"left=2"


def _left(page: str) -> str:
    return page[page.index('id="h-left"') :]


def test_the_season_speaks_spanish(ana: Reader) -> None:
    page = ana.text("/season?lang=es")
    for words in ("Temporada", "Lunes, noche", "Qué queda fuera, y por qué", "Calcular de nuevo"):
        assert words in page


def test_a_circle_is_locked_and_unlocked(ana: Reader, planned: Path, titles: list[str]) -> None:
    page = ana.text("/season")
    answer = choose(ana, forms(page)[0], how="place", note="Ana asked")
    assert f"<strong>Locked for the season:</strong> {titles[0]}" in answer.text
    assert "has to be on Monday, evening in Hall, Main" in answer.text
    assert "Choices were made after this plan" in answer.text
    (held,) = SeasonDecisions(planned / "decisions.sqlite").all()
    assert (held.action, held.weekday, held.part_of_day, held.branch, held.room, held.note, held.decided_by) == (
        "lock",
        "monday",
        "evening",
        "Main",
        "Hall",
        "Ana asked",
        "Ana",
    )
    undo = re.search(r'action="/season/undo" class="plain".*?</form>', answer.text, re.S)
    assert undo
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo[0]))
    assert f"<strong>Undone:</strong> {titles[0]}" in ana.client.post("/season/undo", data=fields).text
    assert ana.client.post("/season/undo", data=fields).status_code == 200  # twice is once
    (held,) = SeasonDecisions(planned / "decisions.sqlite").all()
    assert held.undone_by == "Ana"
    assert "Nothing is locked or kept out from here" in ana.text("/season")


@pytest.mark.parametrize(
    ("how", "kept"), [("topic", (None, None)), ("time", ("monday", None)), ("place", ("monday", "Hall"))]
)
def test_a_lock_holds_as_much_as_was_asked(ana: Reader, planned: Path, how: str, kept: tuple[Any, Any]) -> None:
    choose(ana, forms(ana.text("/season"))[0], how=how)
    (held,) = SeasonDecisions(planned / "decisions.sqlite").all()
    assert (held.weekday, held.room) == kept


def test_a_topic_is_kept_out_and_not_locked_then(ana: Reader, planned: Path, titles: list[str]) -> None:
    locking, keeping = forms(ana.text("/season"))[:2]
    assert f"<strong>Kept out of the season:</strong> {titles[0]}" in choose(ana, keeping).text
    seen = SeasonDecisions(planned / "decisions.sqlite").seen()
    answer = choose(ana, locking | {"seen": str(seen[locking["topic"]])}, how="topic")
    assert answer.status_code == 400
    assert "the topic is locked, or kept out, already" in answer.text
    assert [each.action for each in SeasonDecisions(planned / "decisions.sqlite").all()] == ["forbid"]


def test_who_comes_second_sees_what_the_first_one_did(ana: Reader, planned: Path) -> None:
    page = ana.text("/season")
    SeasonDecisions(planned / "decisions.sqlite").add(
        "forbid", forms(page)[0]["topic"], decided_by="Ben", decided_at=NOW, note="too soon"
    )
    answer = choose(ana, forms(page)[0], how="topic")
    assert answer.status_code == 409
    for words in ("Nothing of yours was written", "Ben", "too soon", "must not be in the season"):
        assert words in answer.text
    assert len(SeasonDecisions(planned / "decisions.sqlite").all()) == 1


def test_a_button_pressed_twice_locks_once(ana: Reader, planned: Path) -> None:
    fields = forms(ana.text("/season"))[0]
    assert [choose(ana, fields, how="time").status_code for _ in range(2)] == [200, 200]
    assert len(SeasonDecisions(planned / "decisions.sqlite").all()) == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"how": "x"},
        {"how": "time", "weekday": "someday"},
        {"how": "place", "room": "Cellar"},
        {"topic": "t0"},
        {"action": "x"},
    ],
)
def test_a_form_that_names_what_is_not_there_is_refused(ana: Reader, planned: Path, odd: dict[str, str]) -> None:
    assert choose(ana, forms(ana.text("/season"))[0] | {"how": "topic"} | odd).status_code == 400
    assert SeasonDecisions(planned / "decisions.sqlite").all() == []


def test_what_strangers_named_is_escaped(ana: Reader, planned: Path) -> None:
    evil = "<script>alert(1)</script>=1+1"
    swap_in(planned, f"UPDATE core.topic SET title = '{evil}' WHERE topic_id IN (SELECT topic_id FROM core.season)")
    assert "<script>alert" not in ana.text("/season") + ana.text("/season?view=weeks") + ana.text("/season?view=rooms")
    answer = ana.get("/season/as/xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet["B2"].data_type == "s"


def test_the_season_is_taken_along(ana: Reader, planned: Path, titles: list[str]) -> None:
    swap_in(
        planned,
        "UPDATE core.topic SET title = '=1+1' WHERE topic_id = (SELECT topic_id FROM core.season WHERE circle = 2)",
    )
    table = ana.get("/season/as/csv")
    assert table.headers["content-disposition"] == 'attachment; filename="circlewise-season.csv"'
    rows = list(csv.DictReader(StringIO(table.content.decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == [titles[0], "'=1+1"]
    assert (rows[0]["size"], rows[1]["size"]) == ("", "13")
    paper = ana.get("/season/as/pdf?lang=es")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.headers["content-disposition"] == 'attachment; filename="circlewise-season.pdf"'
    assert ana.get("/season/as/docx").status_code == 404


def test_the_papers_say_what_the_page_says(ana: Reader, titles: list[str], topic: str) -> None:
    pypdf = pytest.importorskip("pypdf", reason="no reader of PDF is installed: pip install pypdf")

    def read(path: str) -> str:
        pages = pypdf.PdfReader(BytesIO(ana.get(path).content)).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    season = read("/season/as/pdf?lang=es")
    for words in (
        "TEMPORADA",
        "28 de diciembre de 2026",
        titles[0],
        "Lunes, noche",
        "no se dice",
        "Qué queda fuera",
    ):
        assert words in season
    assert "con los ajustes de ahora no existe una temporada mejor" in season
    assert "queda fuera: nadie se ofreció a facilitarlo" in season
    spanish = read(f"/topics/{topic}/proposal/as/pdf?lang=es")
    for words in ("PROPUESTA DE CÍRCULO", "Cursos lado a lado", "por decidir", "Página 1 /", "Próximos pasos"):
        assert words in spanish
    assert "Courses side by side" not in spanish
    proposal = read(f"/topics/{topic}/proposal/as/pdf")
    assert proposal.startswith("CIRCLE PROPOSAL")
    for words in ("Courses side by side", "Next steps", "Page 1 /"):
        assert words in proposal


def test_the_proposal_is_taken_along(ana: Reader, topic: str) -> None:
    page = ana.text(f"/topics/{topic}/proposal")
    for shape in ("pdf", "xlsx"):
        assert f"/topics/{topic}/proposal/as/{shape}" in page
        answer = ana.get(f"/topics/{topic}/proposal/as/{shape}")
        assert answer.headers["content-disposition"] == f'attachment; filename="circlewise-proposal.{shape}"'
    assert load_workbook(BytesIO(answer.content)).sheetnames == ["Proposal", "Courses", "Fit", "Plan"]


def test_the_season_is_explained_in_spanish(ana: Reader) -> None:
    page = ana.text("/season?lang=es")
    assert (
        "bastantes de quienes lo quieren pueden participar el lunes por la noche; a esa hora está libre alguien" in page
    )
    assert "queda fuera: nadie se ofreció a facilitarlo" in page
    assert "no existe una temporada mejor." in page
    assert 'lang="en"' not in page.partition("<main")[2].partition("</main>")[0]


def test_what_a_source_says_is_never_translated_though_it_be_one_of_our_words(
    ana: Reader, planned: Path, topic: str
) -> None:
    swap_in(planned, "UPDATE core.course SET title = 'holiday', provider = 'nothing', licence = 'free'")
    proposal, page = (ana.text(f"/topics/{topic}{place}?lang=es") for place in ("/proposal", ""))
    for words in ("holiday", "nothing", "free"):
        assert re.search(rf">\s*{words}\s*<", proposal)
        assert re.search(rf">\s*{words}\s*<", page) or words == "holiday"
    assert not re.search(r">\s*festivo\s*<", proposal)
    assert not re.search(r">\s*(nada|festivo|gratis)\s*<", page.partition('id="h-why"')[0])


def test_a_home_without_a_season_says_what_is_missing(rosa: Reader) -> None:
    page = rosa.text("/season")
    assert "Not planned" in page
    assert page.count("circlewise season --template") == 1
    assert "/season/as/pdf" not in page  # there is nothing on it
    assert "Nothing is being solved" in rosa.text("/season/again")


@pytest.mark.parametrize("status", ["planned", "clash", "missing"])
def test_only_a_plan_is_told_as_a_success(
    status: str, planned: Path, ana: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Catalogue(planned / "catalogue.duckdb") as catalogue:
        found = published_season(catalogue)
    assert found
    season = replace(found, plan=replace(found.plan, status=status))
    solved = Solved(asked_by="Ana", asked_at=NOW, choices=(), state="planned", season=season)
    monkeypatch.setattr(Solver, "latest", lambda _: solved)
    page = ana.text("/season/again")
    assert ("This is planned with things as they are now" in page) == (status == "planned")
    assert ("No season can be planned with things as they are now." in page) == (status != "planned")


def test_calendars_have_a_weekend_only_where_something_meets_then() -> None:
    circle = {
        "weekday": "monday",
        "part_of_day": "morning",
        "branch": "B",
        "room": "R",
        "starts_on": date(2026, 12, 28),
        "weeks": 2,
    }
    sunday = circle | {"weekday": "sunday", "part_of_day": "evening", "starts_on": date(2027, 1, 3)}
    assert calendar_of([circle], "week").weekdays[-1] == "friday"
    week = calendar_of([circle, sunday], "week")
    assert (week.weekdays[-1], [line.what for line in week.lines]) == ("sunday", ["morning", "evening"])
    weeks = calendar_of([circle, sunday], "weeks")
    assert [line.what for line in weeks.lines] == [date(2026, 12, 28), date(2027, 1, 4)]
    assert [[len(cell) for cell in line.cells] for line in weeks.lines] == [[1, 0, 0, 0, 0, 1]] * 2
    assert [meeting.session for line in weeks.lines for meeting in line.cells[5]] == [1, 2]
    assert calendar_of([], "weeks").lines == ()
    assert len(calendar_of([circle, sunday], "rooms").lines) == 1
