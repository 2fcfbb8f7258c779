"""The outcomes of the made-up programme on the page and on paper: what the catalogue tells, and not a figure more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook
from served import served

from pipeline.flow.outcomes import outcomes_of
from pipeline.store import Answer, Catalogue

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TOLD = {"Participants": "260", "Attendances": "1,160", "Staff hours in all": "3,753", "Grants awarded": "242,000"}


@pytest.fixture(scope="module")
def home(programme: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its home, with the ledger counted into the catalogue."""
    folder = Path(shutil.copytree(programme.home.folder, tmp_path_factory.mktemp("outcomes") / "home"))
    programme.publish(f"outcomes-{folder.parent.name}.duckdb").replace(folder / "catalogue.duckdb")
    return folder


@pytest.fixture(scope="module")
def page(home: Path) -> Iterator[httpx.Client]:
    from datetime import UTC, datetime

    with (
        served(home, lambda: datetime(2026, 11, 24, 15, tzinfo=UTC)) as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client


def told(home: Path, by: str | None) -> Answer:
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        return outcomes_of(catalogue, by)


def test_the_whole_is_told(page: httpx.Client, home: Path) -> None:
    text = page.get("/outcomes").text
    for measure, figure in TOLD.items():
        assert re.search(rf'{measure}</th><td data-name="Figure" class="n">{figure}</td>', text), measure
    assert "4, results" in text
    assert "Personas con certificado" in page.get("/outcomes?lang=es").text


@pytest.mark.parametrize("by", ["season", "branch", "topic", "course", "circle"])
def test_each_part_has_what_is_told_of_it_and_no_more(page: httpx.Client, home: Path, by: str) -> None:
    found = told(home, by)
    text = unescape(page.get(f"/outcomes?by={by}").text)
    sections = re.findall(r'<section class="part".*?</section>', text, re.S)
    assert len(sections) == len(found.rows)
    place = {name: number for number, name in enumerate(found.columns)}
    hidden = 0
    for row, section in zip(found.rows, sections, strict=True):
        names = [name for name in found.columns if name not in (by, "title", "not_told")]
        not_told = (row[place["not_told"]] or "").split(", ")
        shown = re.findall(r"<dt>.*?</dt><dd>(.*?)</dd>", section, re.S)
        expected = [name for name in names if row[place[name]] is not None or name in not_told]
        assert len(shown) == len(expected)
        for name, value in zip(expected, shown, strict=True):
            is_hidden = row[place[name]] is None
            hidden += is_hidden
            assert ("not told" in value) == is_hidden, (name, value)
            assert is_hidden or re.fullmatch(r"[\d,.]+", value), value
    assert hidden > 0 or by != "circle"


def test_tables_and_papers_hold_the_same(page: httpx.Client, home: Path) -> None:
    found = told(home, "branch")
    sheet = load_workbook(BytesIO(page.get("/outcomes/as/xlsx?by=branch").content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(found.columns)
    assert sheet.max_row == len(found.rows) + 1
    answer = page.get("/outcomes/as/pdf?by=branch&lang=es")
    assert answer.headers["content-disposition"] == 'attachment; filename="circlewise-outcomes.pdf"'
    assert page.get("/outcomes/as/csv").text.startswith("\ufefflevel,measure,value")
    pypdf = pytest.importorskip("pypdf", reason="no reader of PDF is installed: pip install pypdf")
    text = " ".join(" ".join(each.extract_text().split()) for each in pypdf.PdfReader(BytesIO(answer.content)).pages)
    for words in ("QUÉ LOGRARON LOS CÍRCULOS", "Por sucursal", "Palm Grove", "Horas de personal en total"):
        assert words in text


def test_circles_are_told_as_the_catalogue_tells_them(page: httpx.Client, home: Path) -> None:
    with Catalogue(home / "catalogue.duckdb") as catalogue:
        rows = catalogue.query("SELECT circle_id, n_participants FROM out.circle ORDER BY circle_id").rows
    text = page.get("/circles").text
    for circle_id, n_participants in rows:
        (line,) = re.findall(rf"<tr><th scope=\"row\"><a href=\"/circle/{circle_id}\">.*?</tr>", text, re.S)
        shown = re.findall(r'class="n">(?:<span class="soft">)?([^<]*)', line)
        assert shown == ["not told" if n_participants is None else str(n_participants)]
    assert any(n_participants is None for _, n_participants in rows)
