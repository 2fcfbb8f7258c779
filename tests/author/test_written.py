"""Connectors written for pages of HTML, and whether all that is written passes the project's own checks."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.author.markup import find_cards, render_html
from pipeline.author.render import render_json
from pipeline.author.shape import find_shape
from pipeline.contract import Page, RawListing, Request

URL = "https://courses.example.org/api/list?page=1"
COURSES = [{"id": number, "title": f"Course {number}", "url": f"https://example.org/c/{number}"} for number in (1, 2)]
CARDS = """<!doctype html><html><body>
<nav><ul><li><a href="/home">Home</a></li><li><a href="/about">About</a></li></ul></nav>
<main>{}</main>
<script type="application/ld+json">{{"@graph": [{{"@type": "Course"}}, {{"@type": ["Course", "Thing"]}}]}}</script>
<script type="application/ld+json">broken</script></body></html>"""


@pytest.mark.parametrize(
    "card",
    [
        '<div class="course-card"><h3><a href="/c/{0}">Course {0}</a></h3><p>Words</p></div>',
        '<article><h2><a href="/c/{0}">Course {0}</a></h2></article>',
        '<div class="coursebox"><div><a href="/c/{0}">Course {0}</a></div></div>',
        '<div class="tile"><a href="/c/{0}"><img alt=""><h3>Course {0}</h3><p>Words</p></a></div>',
    ],
)
def test_cards_of_a_page_of_html_are_found_and_read(card: str) -> None:
    text = CARDS.format("".join(card.format(number) for number in range(3)))
    cards = find_cards(text, URL)
    assert cards.n == 3
    namespace: dict[str, Any] = {"__name__": "written"}
    code = render_html("example", URL, text, cards)
    exec(compile(code, "connector.py", "exec", dont_inherit=True), namespace)
    found = list(namespace["Example"]().courses(Page(Request(URL, "courses"), URL, 200, {}, text.encode())))
    assert found[1] == RawListing(key="/c/1", title="Course 1", url="https://courses.example.org/c/1")
    assert len(found) == 3
    assert "Course (2), Thing (1)" in " ".join(code.replace("#", "").split())


def test_a_key_keeps_the_query_of_its_address() -> None:
    text = "<main>" + "".join(f'<article><h3><a href="view?id={n}">Course {n}</a></h3></article>' for n in range(2))
    namespace: dict[str, Any] = {"__name__": "written"}
    exec(compile(render_html("example", URL, text, find_cards(text, URL)), "connector.py", "exec"), namespace)
    found = list(namespace["Example"]().courses(Page(Request(URL, "courses"), URL, 200, {}, text.encode())))
    assert [listing.key for listing in found] == ["/api/view?id=0", "/api/view?id=1"]


def test_a_page_without_cards_gets_a_template_that_says_so() -> None:
    text = "<html><body><p>Nothing here</p></body></html>"
    cards = find_cards(text, URL)
    assert cards.n == 0
    code = render_html("example", URL, text, cards)
    assert "nothing on the page looked like cards" in code
    ast.parse(code)


RICH = {
    "data": {"items": [
        {
            "id": n, "title": {"rendered": f"T{n}"}, "link": f"/c/{n}", "organisation": {"name": "O"} if n else None,
            "owners": [{"name": "x", "id": 1}], "languages": ["en"], "topics": [{"name": "a", "id": 2}], "weeks": 4,
            "excerpt": {"rendered": "words"}, **{f"more_{k}": k for k in range(120)},
        }
        for n in range(2)
    ]},
    "paging": {"next": "?page=2", "total": 40},
}  # fmt: skip
SHAPES = {
    "plain": (URL, COURSES[:1]),
    "rich": (URL, RICH),
    "wrapped": (URL, {"data": [{"id": "a", "attributes": {"name": "A", "tags": ["x"], "category": "b"}}]}),
    "page": (
        "https://courses.example.org/" + "a/very/long/address/" * 12,
        {"class": COURSES, "count": 9},
    ),
    "numbered": (f"{URL}&size=100&type=all", {"total": 300, "result": COURSES}),
    "relative": (URL, [{"name": "A", "url": "/1"}, {"name": "A", "url": "/2"}]),
}


@pytest.mark.slow
def test_what_is_written_passes_the_projects_own_checks(root: Path, tmp_path: Path) -> None:
    package = tmp_path / "connectors"
    for name, (url, body) in SHAPES.items():
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").touch()
        (package / name / "connector.py").write_text(render_json(name, url, find_shape(body, url)))
    text = CARDS.format('<div class="course-card"><h3><a href="/c/1">Course</a></h3></div>' * 2)
    (package / "markup").mkdir()
    (package / "markup" / "__init__.py").touch()
    (package / "markup" / "connector.py").write_text(render_html("markup", URL, text, find_cards(text, URL)))
    (package / "__init__.py").touch()
    for connector in package.glob("*/connector.py"):
        assert len(connector.read_text().splitlines()) <= 150, connector
    shutil.copytree(root / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    settings_file = str(root / "pyproject.toml")
    for command in (
        ["ruff", "format", "--check", "--diff", "--config", settings_file, str(package)],
        ["ruff", "check", "--config", settings_file, str(package)],
        [
            "mypy",
            "--config-file",
            settings_file,
            "--cache-dir",
            str(tmp_path / "cache"),
            *map(str, package.glob("*/*.py")),
        ],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
