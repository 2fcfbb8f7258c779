"""Starting a source from a page, without and with an address of its courses."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.__main__ import main
from pipeline.author import Started, record_page, start_connector
from pipeline.author.draft import Project
from pipeline.author.render import render_json
from pipeline.author.shape import find_shape
from pipeline.errors import UsageError
from pipeline.fetch import SystemClock
from pipeline.model import Settings
from pipeline.settings import load_settings
from pipeline.verbs import house

HOST = "https://courses.example.org"
LONG = "A sentence that belongs to somebody else, told at length. " * 10
COURSES = [{"id": n, "name": f"Course {n}", "slug": f"c-{n}", "headline": LONG} for n in range(3)]
BODIES = {
    "/courses.example.org/bare": json.dumps({"total": 40, "result": COURSES}),
    "/courses.example.org/bare?page=2": json.dumps({"total": 40, "result": COURSES[:1]}),
    "/courses.example.org/full": json.dumps([{**course, "url": f"{HOST}/{course['slug']}"} for course in COURSES]),
}


class Provider(BaseHTTPRequestHandler):
    """Answers BODIES."""

    def do_GET(self) -> None:
        body = BODIES.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    """Settings that send every request to a provider on loopback."""
    file = tmp_path / "schedule.yaml"
    file.write_text("timezone: UTC\ncontact: t@example.org\nnight: {at: '02:30'}\npoliteness: {delay_seconds: 0}\n")
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield replace(load_settings(file), gateway=f"http://127.0.0.1:{server.server_address[1]}")
        server.shutdown()
        thread.join()


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Project:
    folders = Project(tmp_path / "connectors", tmp_path / "tests" / "recordings")
    shutil.copytree(root / "connectors" / "platforms", folders.connectors / "platforms")
    (folders.connectors / "__init__.py").touch()
    folders.recordings.mkdir(parents=True)
    return folders


def begin(name: str, path: str, project: Project, settings: Settings) -> Started:
    return start_connector(name, HOST + path, project, settings, SystemClock())


def test_a_source_without_addresses_is_not_called_done(project: Project, settings: Settings) -> None:
    started = begin("bare", "/bare", project, settings)
    assert "no address of the course was found" in started.to_review[0]
    assert "the page shows 3 of 40 courses" in started.to_review[1]
    rules = yaml.safe_load((project.connectors / "bare" / "source.yaml").read_text())
    assert rules["expect"]["fill_rate"] == {}


def test_a_guessed_address_has_a_floor(project: Project, settings: Settings) -> None:
    started = begin("full", "/full", project, settings)
    assert not any("no address" in sentence for sentence in started.to_review)
    assert yaml.safe_load((project.connectors / "full" / "source.yaml").read_text())["expect"]["fill_rate"] == {
        "url": 0.9
    }


def test_every_file_written_is_named(project: Project, settings: Settings) -> None:
    started = begin("full", "/full", project, settings)
    written = {path for folder in (project.connectors / "full", project.recordings) for path in folder.rglob("*.*")}
    assert set(started.files) == {path for path in written if path.is_file() and path.suffix != ".pyc"}


def test_long_texts_are_shortened_in_every_recording(project: Project, settings: Settings) -> None:
    started = begin("bare", "/bare", project, settings)
    case = project.recordings / "bare" / "first_page"
    page = json.loads((case / "page.json").read_text())
    assert started.texts_cut == 3
    assert [course["headline"].endswith(" …") for course in page["result"]] == [True] * 3
    assert {**page, "result": [{**course, "headline": LONG} for course in page["result"]]} == {
        "total": 40,
        "result": COURSES,
    }
    assert "3 texts of more than 240 characters cut to 200" in yaml.safe_load((case / "case.yaml").read_text())["why"]
    saved = record_page("bare", f"{HOST}/bare?page=2", project, settings, SystemClock(), {}, case=None, reader=None)
    assert saved.texts_cut == 1
    assert LONG not in saved.page.read_text()
    assert saved.size_bytes == saved.page.stat().st_size
    assert "1 text of more than 240" in yaml.safe_load(saved.case.read_text())["why"]


def test_the_terminal_tells_what_was_shortened_and_what_is_missing(
    project: Project,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(house, "PROJECT", tmp_path)
    monkeypatch.setattr(house, "CONNECTORS", project.connectors)
    gateway = ["--home", str(tmp_path / "home"), "--gateway", str(settings.gateway)]
    assert main(["new-connector", "bare", f"{HOST}/bare", *gateway]) == 0
    said = capsys.readouterr().out
    assert "3 texts of more than 240 characters cut to 200 at most; what is committed is published" in said
    assert "to do: no address of the course was found" in said
    assert "bare/__init__.py" in said
    assert main(["record", "bare", f"{HOST}/bare?page=2", *gateway]) == 0
    assert "1 text of more than 240 characters cut to 200 at most" in capsys.readouterr().out


def test_a_name_that_exists_says_how_to_begin_again(project: Project, settings: Settings) -> None:
    begin("full", "/full", project, settings)
    with pytest.raises(UsageError) as caught:
        begin("full", "/bare", project, settings)
    said = str(caught.value)
    assert "undone by deleting both folders" in said
    assert str(project.connectors / "full") in said
    assert str(project.recordings / "full") in said


@pytest.mark.parametrize(
    ("key", "is_cost"),
    [
        ("is_free", True), ("isFree", True), ("priceAmount", True), ("USDPrice", True), ("certificate", True),
        ("enrolled", False), ("enrolment", False), ("coffee", False), ("freedom", False), ("discosted", False),
    ],
)  # fmt: skip
def test_cost_is_looked_for_in_whole_words(key: str, is_cost: bool) -> None:
    url = f"{HOST}/list"
    text = render_json("example", url, find_shape([{"id": 1, "title": "A", key: 1}], url))
    assert ("May say what it costs" in text) == is_cost
