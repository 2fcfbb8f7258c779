"""Notebooks run on the demo catalogue, read nothing but the promised views, and become pages that need no network."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import pytest
from season_and_circles import plan_season

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.py"))
SAYS = {
    "catalogue_health": "7 of 7 sources succeeded last time.",
    "demand_over_time": "Of 48 topics 12 are wanted by enough people",
    "demand_and_coverage": "topics are wanted by enough people to be told",
    "first_look": "topics have a course",
    "match_quality": "Less than 60 % sure:",
    "outcomes": "No circle has been recorded yet",
    "season_and_hours": "there is no list of spaces",
}
"""A sentence of each that it works out of the demo's catalogue."""
CHARTS = {
    "catalogue_health": ["Active courses by source", "Share of a source's courses"],
    "demand_and_coverage": ["How many people want each topic"],
    "demand_over_time": ["From a wish to what came of it"],
    "match_quality": ["The chance", "Mean points", "Goals with and without"],
    "outcomes": [],
    "season_and_hours": ["Topics of which enough people are free"],
}
EACH = """
import contextlib, io, json, runpy, sys, traceback
catalogue, *notebooks = sys.argv[1:]
said = {}
for notebook in notebooks:
    sys.argv = [notebook, catalogue]
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            runpy.run_path(notebook, run_name="__main__")
        except BaseException:
            traceback.print_exc(file=printed)
            print("FAILED")
    said[notebook] = printed.getvalue()
print(json.dumps(said))
"""
"""Runs notebooks one after the other, in one process: the packages that they draw with take 1 s of CPU to load."""
ALONE = "first_look"
"""Opens the catalogue itself, so that it shows how."""
SVG = re.compile(r'<img alt="([^"]+)" src="data:image/svg\+xml;base64,([^"]+)">')


def run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": str(FOLDER)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def pages_of(catalogue: Path, folder: Path) -> dict[str, str]:
    run("-m", "board", str(catalogue), str(folder))
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.fixture(scope="module")
def pages(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return pages_of(demo_once / "catalogue.duckdb", tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def printed(demo_once: Path) -> dict[str, str]:
    """What each notebook prints, by its name: those that stand on `board` in one process, the other by itself."""
    catalogue = str(demo_once / "catalogue.duckdb")
    drawing = [str(path) for path in NOTEBOOKS if path.stem != ALONE]
    said: dict[str, str] = json.loads(run("-c", EACH, catalogue, *drawing))
    return {Path(path).stem: text for path, text in said.items()} | {ALONE: run(str(FOLDER / f"{ALONE}.py"), catalogue)}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(notebook: Path, printed: dict[str, str]) -> None:
    said = printed[notebook.stem]
    assert not said.endswith("FAILED\n"), said
    assert SAYS[notebook.stem] in said


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_reads_promised_views_only(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert re.search(r"\bout\.\w+", text)
    assert re.findall(r"\b(?:core|raw)\.\w+", text) == []


def test_there_are_notebooks() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(SAYS)


@pytest.mark.parametrize("name", sorted(CHARTS))
def test_a_page_shows_its_charts_and_what_it_found(name: str, pages: dict[str, str]) -> None:
    drawn = SVG.findall(pages[name])
    assert len(drawn) == len(CHARTS[name])
    assert all(html.unescape(alt).startswith(start) for (alt, _), start in zip(drawn, CHARTS[name], strict=True))
    for _, content in drawn:
        svg = ET.fromstring(base64.b64decode(content))
        assert len(svg.findall(".//{http://www.w3.org/2000/svg}path")) > 3
    assert SAYS[name] in pages[name]


def test_pages_ask_for_nothing_and_run_nothing(pages: dict[str, str]) -> None:
    assert sorted(pages) == sorted(CHARTS)
    for name, page in pages.items():
        assert "default-src 'none'" in page, name
        assert re.findall(r"<(?:script|link|iframe|object)\b", page) == [], name
        assert [url for url in re.findall(r'(?:src|href)="([^"]*)"', page) if not url.startswith("data:")] == [], name


def test_numbers_on_a_page_are_those_of_the_catalogue(pages: dict[str, str]) -> None:
    rows = re.findall(
        r"<tr>\s*<td>(\w+)</td>\s*<td>(\d*)</td>\s*<td>(\d*)</td>\s*<td>(\d*)</td>", pages["catalogue_health"]
    )
    assert ("edx", "19", "", "5") in rows
    assert ("mit_learn", "24", "1", "") in rows


def test_a_trend_and_nights_are_drawn(demo_once: Path, tmp_path: Path) -> None:
    """Another survey, a later night with one topic more, and a night of which a state is gone."""
    path = tmp_path / "catalogue.duckdb"
    shutil.copy(demo_once / "catalogue.duckdb", path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO core.survey SELECT * REPLACE ('older' AS survey_id, added_at - INTERVAL 300 DAY AS added_at) "
            "FROM core.survey"
        )
        connection.execute(
            "UPDATE core.topic SET previous_survey_id = 'older', previous_respondents_share = 0.21 "
            "WHERE title = 'Spanish for library work'"
        )
        for days, told, lost in ((1, 8, 0), (2, 9, 1), (3, 10, 0)):
            connection.execute(
                "INSERT INTO core.night SELECT * REPLACE (night_id || $1 AS night_id, started_at + INTERVAL 1 DAY * $1 "
                "AS started_at) FROM core.night ORDER BY started_at LIMIT 1",
                [days],
            )
            connection.execute(
                "UPDATE core.topic_history SET until_at = from_at + INTERVAL 1 DAY WHERE until_at IS NULL"
            )
            connection.execute(
                "INSERT INTO core.topic_history SELECT * REPLACE (from_night_id || $1 AS from_night_id, "
                "from_at + INTERVAL 1 DAY AS from_at, NULL AS until_at, "
                "row_number() OVER (ORDER BY topic_id) > $2 AS is_suppressed) FROM core.topic_history "
                "WHERE until_at = (SELECT max(until_at) FROM core.topic_history) ORDER BY topic_id OFFSET $3",
                [days, told, lost],
            )
    page = pages_of(path, tmp_path / "pages")["demand_over_time"]
    assert [alt.split(":")[0].split(";")[0] for alt, _ in SVG.findall(page)] == [
        "From a wish to what came of it",
        "Share of all who answered, in percent",
        "Topics that were told, by night",
    ]
    assert re.search(r"<td>Spanish for library work</td>\s*<td>21</td>\s*<td>32</td>\s*<td>11</td>", page)
    rows = re.findall(r"<td>(2026-11-\d\d)</td>\s*<td>137</td>\s*<td>(\d+)</td>", page)
    assert rows == [("2026-11-25", "8"), ("2026-11-24", "12")]


def test_a_planned_season_is_drawn_and_hostile_titles_are_text(demo_once: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(demo_once / "catalogue.duckdb", home)
    plan_season(home)
    with duckdb.connect(str(home / "catalogue.duckdb")) as connection:
        connection.execute("UPDATE core.topic SET title = '<script>alert(1)</script>' WHERE NOT is_suppressed")
    pages = pages_of(home / "catalogue.duckdb", tmp_path / "pages")
    assert "Staff hours: 126.5, in circles: 1; circles of which they are not told: 1." in pages["season_and_hours"]
    assert len(SVG.findall(pages["season_and_hours"])) == 2
    assert "&lt;script&gt;alert(1)" in pages["demand_and_coverage"]
    for name, page in pages.items():
        assert "<script" not in page, name
        assert all(b"<script" not in base64.b64decode(content) for _, content in SVG.findall(page)), name
