"""The pictures: each number is one that the catalogue tells, strangers' words are only words, and they come."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from lxml import etree, html
from served import CONNECTORS

from pipeline.review.pictures import draw as drawing
from pipeline.review.pictures.gallery import TRIES
from pipeline.review.pictures.sheets import NAMES
from pipeline.sources import find_sources

from .catalogues import swap_in
from .conftest import Reader, Serve, Visit, wait_for

HOSTILE = '\x01</title><script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e{{7*7}} =1+1'
TOLD = "NOT is_suppressed AND n_respondents IS NOT NULL"
SEASONS = tuple(
    "INSERT INTO core.outcome VALUES "
    f"('season', '{season}', '{measure}', 'x', NULL, {value}, NULL, NULL, {hidden}, NULL)"
    for season, measure, value, hidden in (
        ("Spring", "participants", "34", "false"),
        ("Spring", "completion_pct", "71.4", "false"),
        ("Autumn", "participants", "NULL", "true"),
        ("Autumn", "completion_pct", "82", "false"),
        ("Autumn", "course_worked", "4.25", "false"),
    )
)
BEGAN = tuple(
    "INSERT INTO core.circle BY NAME SELECT 'c' || season AS circle_id, 'x' AS title, 'completed' AS status, season, "
    f"day::DATE AS starts_on, 1 AS sessions, 1 AS facilitator_hours, true AS is_suppressed "
    f"FROM (VALUES {each}) t(season, day)"
    for each in ("('Spring', '2026-02-01')", "('Autumn', '2026-09-01')")
)
TREND = (
    "UPDATE core.topic SET respondents_share = 0.25, previous_respondents_share = 0.11 WHERE NOT is_suppressed",
    "UPDATE core.topic SET respondents_share = NULL WHERE NOT is_suppressed AND n_respondents < 10",
)
UNSERVED = (
    "DELETE FROM core.match WHERE goal_id IN "
    "(SELECT goal_id FROM core.goal WHERE NOT is_suppressed ORDER BY n_respondents, wording LIMIT 2)",
)


@pytest.fixture(scope="module")
def full(serve: Serve, demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A home with something in every picture, and where it is served; its pictures are drawn once."""
    import shutil

    home = Path(shutil.copytree(demo_once, tmp_path_factory.mktemp("full") / "home"))
    swap_in(home, *SEASONS, *BEGAN, *TREND, *UNSERVED)
    with serve(home) as address:
        reader = Reader(address)
        reader.text("/pictures")
        wait_for("pictures")
        yield home, address
        reader.client.close()


@pytest.fixture
def pages(full: tuple[Path, str], visit: Visit) -> Reader:
    return visit(full[1])


def _rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "catalogue.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _table(reader: Reader, name: str) -> list[list[str]]:
    answer = reader.get(f"/pictures/table.csv?of={name}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="circlewise-{name}.csv"'
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))[1:]


def test_every_picture_is_there_with_its_finding_its_table_and_its_files(pages: Reader) -> None:
    page = html.fromstring(pages.text("/pictures"))
    for name in NAMES:
        section = page.get_element_by_id(name)
        drawings = section.findall("svg")
        assert [each.get("class") for each in drawings] == ["drawing wide", "drawing middle", "drawing narrow"], name
        for each in drawings:
            assert each.get("role") == "img"
            for named in str(each.get("aria-labelledby")).split():
                assert page.get_element_by_id(named).text_content().strip(), named
        assert len(section.findall(".//table")) == (2 if name == "coverage" else 1)
        links = [each.get("href") for each in section.findall(".//p[@class='files']/a")]
        assert links[:2] == [f"/pictures/drawing.svg?of={name}", f"/pictures/table.csv?of={name}"]
    assert "is wanted most: by" in page.get_element_by_id("finding-demand").text_content()
    assert "2 of 10 wishes" in page.get_element_by_id("finding-coverage").text_content()
    assert "from 11% to 25%" in page.get_element_by_id("finding-trend").text_content()
    assert "82 percent got to the end" in page.get_element_by_id("finding-outcomes").text_content()


def test_every_number_about_people_is_one_that_is_told(full: tuple[Path, str], pages: Reader) -> None:
    home = full[0]
    topics = _rows(home, f"SELECT title, n_respondents FROM out.topic WHERE {TOLD} ORDER BY 2 DESC, 1")
    assert [(title, int(n)) for title, n in _table(pages, "demand")] == topics
    assert [(title, int(n)) for title, n, *_ in _table(pages, "fit")] == topics
    branches = _rows(
        home,
        "SELECT title, branch, b.n_respondents FROM out.topic_branch b JOIN out.topic t USING (topic_id) "
        "WHERE NOT is_suppressed AND t.n_respondents IS NOT NULL",
    )
    assert {(title, branch, int(n)) for title, branch, n in _table(pages, "branches")} == set(branches)
    shares = _rows(
        home,
        "SELECT title, previous_respondents_share, respondents_share FROM out.topic "
        f"WHERE {TOLD} AND respondents_share IS NOT NULL",
    )
    assert {(title, float(a), float(b)) for title, a, b in _table(pages, "trend")} == set(shares)
    assert 0 < len(shares) < len(topics)
    goals = dict(
        _rows(home, "SELECT wording, n_respondents FROM out.goal WHERE NOT is_suppressed AND wording IS NOT NULL")
    )
    unserved = _table(pages, "unserved")
    assert len(unserved) == 2
    assert all(goals[wording] == int(n) for wording, n, _ in unserved)
    assert [row for row in _table(pages, "outcomes") if row[1] == "participants"] == [
        ["Spring", "participants", "x", "34", ""],
        ["Autumn", "participants", "x", "", ""],
    ]


def test_drawings_hold_the_rows_of_their_tables_and_no_other_number(full: tuple[Path, str], pages: Reader) -> None:
    """What is written in a drawing is a name, a number of the table, or a step of an axis."""
    for name, axis in (("demand", True), ("branches", False)):
        rows = _table(pages, name)
        tree = etree.fromstring(pages.get(f"/pictures/drawing.svg?of={name}").content)
        written = [text for text in tree.itertext("{*}text") if text.strip().isdigit()]
        told = sorted(row[-1] for row in rows)
        if axis:
            assert [each for each in told if each not in written] == []
        else:
            assert sorted(written) == told


def test_a_catalogue_serves_what_it_has_a_course_for(full: tuple[Path, str], pages: Reader) -> None:
    """Counted once more, in Python, from the tables that are promised."""
    home = full[0]
    told = dict(_rows(home, "SELECT goal_id, wording FROM out.goal WHERE NOT is_suppressed AND wording IS NOT NULL"))
    courses = {
        row[0]: row[1:]
        for row in _rows(
            home,
            "SELECT course_id, source, is_free, is_active, coalesce(canonical_course_id, course_id) FROM out.course",
        )
    }
    sources = defaultdict(set)
    for goal_id, course_id in _rows(home, "SELECT goal_id, course_id FROM out.match"):
        if goal_id in told and courses[course_id][1] is not False:
            same = courses[course_id][3]
            sources[told[goal_id]] |= {each[0] for each in courses.values() if each[3] == same and each[2]}
    found = {row[0]: (int(row[1]), int(row[2])) for row in _table(pages, "coverage")}
    titles = {source: rules.title for source, rules in find_sources(CONNECTORS).items()}
    for source in {each[0] for each in courses.values()}:
        n = sum(source in each for each in sources.values())
        only = sum(each == {source} for each in sources.values())
        assert found[titles[source]] == (n, only), source


def test_what_is_hidden_is_nowhere(full: tuple[Path, str], pages: Reader) -> None:
    hidden = [row[0] for row in _rows(full[0], "SELECT topic_id FROM out.topic WHERE is_suppressed")]
    assert len(hidden) > 5
    everything = pages.text("/pictures") + "".join(
        pages.get(f"/pictures/{kind}?of={name}").text for kind in ("drawing.svg", "table.csv") for name in NAMES
    )
    assert [each for each in hidden if each in everything] == []
    small = [int(row[-1]) for row in _table(pages, "branches")] + [int(row[1]) for row in _table(pages, "demand")]
    assert min(small) >= 5


def test_what_strangers_wrote_is_only_ever_text(serve: Serve, home: Path, visit: Visit) -> None:
    quoted = HOSTILE.replace("'", "''")
    swap_in(
        home,
        f"UPDATE core.topic SET title = '{quoted}' WHERE NOT is_suppressed",
        f"UPDATE core.topic_branch SET branch = '=cmd|' || branch || '{quoted}'",
        f"UPDATE core.goal SET wording = '@{quoted}' WHERE NOT is_suppressed",
        "DELETE FROM core.match",
    )
    with serve(home) as address:
        reader = visit(address)
        reader.text("/pictures")
        wait_for("pictures")
        page = reader.text("/pictures")
        main = html.fromstring(page).get_element_by_id("main")
        assert {str(each.tag) for each in main.iter()}.isdisjoint({"script", "img", "style", "iframe", "object", "use"})
        names = {str(name) for each in main.iter() for name in each.attrib}
        assert [name for name in names if name.startswith("on") or name == "style"] == []
        assert "{{7*7}}" in page
        svg = reader.get("/pictures/drawing.svg?of=demand")
        tree = etree.fromstring(svg.content)
        assert {etree.QName(each).localname for each in tree.iter()} <= {
            "svg",
            "g",
            "path",
            "rect",
            "line",
            "text",
            "tspan",
            "title",
            "desc",
        }
        assert svg.headers["content-type"] == "image/svg+xml"
        assert svg.headers["content-security-policy"].startswith("default-src 'none'")
        names = [text for text in tree.itertext("{*}text") if "script" in text]
        assert len(names) > len(set(names)) - 1 > 1  # topics of one name are bars of their own
        for name, at in (("branches", 1), ("unserved", 0)):
            rows = _table(reader, name)
            assert rows
            assert all(row[at].startswith("'") for row in rows), name


@pytest.mark.slow
def test_it_follows_a_new_night(serve: Serve, home: Path, visit: Visit) -> None:
    with serve(home) as address:
        reader = visit(address)
        reader.text("/pictures")
        wait_for("pictures")
        assert 'class="drawing wide"' in reader.text("/pictures")
        swap_in(
            home,
            "UPDATE core.topic SET title = 'Bookbinding', n_respondents = 99 WHERE title LIKE 'Spanish%'",
        )
        page = reader.text("/pictures")
        assert "“Bookbinding” is wanted most: by 99 people" in page
        assert "Spanish for library work" not in page
        wait_for("pictures")
        assert "Bookbinding" in reader.get("/pictures/drawing.svg?of=demand").text


def test_while_they_are_drawn_the_tables_are_there(
    serve: Serve, home: Path, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MODULE", "no.such.module")
    with serve(home) as address:
        reader = visit(address)
        for number in range(TRIES + 2):
            page = reader.text("/pictures?lang=es" if number > TRIES else "/pictures")
            assert "Artificial intelligence basics" in page
            if "being drawn" in page:
                answer = reader.get("/pictures/drawing.svg?of=fit")
                assert answer.url.path == "/pictures" or answer.status_code == 404  # it may be over meanwhile
            assert ('hx-trigger="every 1s"' in page) == ("being drawn" in page or "Se están dibujando" in page)
            wait_for("pictures")
        page = reader.text("/pictures")
        assert "The pictures could not be drawn; the tables are complete." in page
        assert "drawing wide" not in page
        assert reader.get("/pictures/drawing.svg?of=demand").status_code == 404
        assert reader.get("/pictures/table.csv?of=demand").status_code == 200


@pytest.mark.parametrize(
    "path", ["/pictures/drawing.svg?of=nothing", "/pictures/table.csv?of=../x", "/pictures/drawing.svg?of=unserved"]
)
def test_a_picture_that_is_not_there_is_not_there(pages: Reader, path: str) -> None:
    assert pages.get(path).status_code == 404


def test_in_spanish_the_drawings_are_in_spanish(pages: Reader) -> None:
    pages.text("/pictures?lang=es")
    wait_for("pictures")
    page = pages.text("/pictures?lang=es")
    assert "personas que lo quieren" in page
    assert "es lo más deseado: por" in page


def test_without_any_catalogue_it_says_so(serve: Serve, tmp_path: Path, visit: Visit) -> None:
    (tmp_path / "home").mkdir()
    with serve(tmp_path / "home") as address:
        assert visit(address).get("/pictures").status_code == 503
