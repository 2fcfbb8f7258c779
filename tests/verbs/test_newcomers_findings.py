"""What somebody who had never seen the verbs stumbled over."""

from __future__ import annotations

import io
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from rich.console import Console

from pipeline.store import Decisions, Home
from pipeline.verbs.topics import Topics, read_topics, topics_table

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_real_harvest_does_not_spoil_a_demo(demo: Path, verb: Any) -> None:
    before = (demo / "catalogue.duckdb").read_bytes()
    said = verb("harvest", "p2pu", "--gateway", "http://127.0.0.1:9", "--home", demo)
    assert said.status == 2
    assert "is the home of a demo catalogue" in said.err
    assert "look at what would come with --dry-run, which keeps nothing" in said.err
    assert (demo / "catalogue.duckdb").read_bytes() == before


def row(number: int, **values: Any) -> dict[str, Any]:
    found = {"topic_id": f"t{number:010x}", "title": f"Subject {number}", "n_respondents": 7, "status": "proposed"}
    course = {"course": "A course", "provider": "P", "is_free": None, "fit": "unknown"}
    return found | course | {"result": None, "checked_at": None} | values


NO_COURSE = {"course": None, "provider": None, "fit": None}


def shown(width: int, *rows: dict[str, Any], rejected: int = 0) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(topics_table(Topics(list(rows), rejected, 0), width))
    return out.getvalue()


def test_on_a_narrow_terminal_only_a_page_in_trouble_is_told() -> None:
    text = shown(80, row(1, result="gone", checked_at=NOON), row(2, result="alive", checked_at=NOON), row(3))
    assert text.count("page gone") == text.count("2026-11-24") == 1
    assert "alive" not in text
    assert "not checked" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_course_in_another_language_than_was_asked_for_says_so(demo: Path) -> None:
    text = shown(200, row(1, other_language="es"), row(2, other_language=None))
    assert text.count("in es, asked for in another language") == 1
    with duckdb.connect(str(demo / "catalogue.duckdb")) as catalogue:
        catalogue.execute("UPDATE core.course SET language = 'eu'")
    assert "eu" in {each["other_language"] for each in read_topics(Home(demo)).rows}


def test_on_a_wide_terminal_a_row_without_a_course_has_no_page_to_check() -> None:
    text = shown(160, row(1, result="gone", checked_at=NOON), row(2), row(3, **NO_COURSE))
    (gone,) = [line for line in text.splitlines() if "gone 2026-11-24" in line]
    assert "Subject 1" in gone
    assert text.count("not checked") == 1
    (empty,) = [line for line in text.splitlines() if "none found" in line]
    assert "not checked" not in empty


def test_what_was_decided_is_marked_at_once(demo: Path, verb: Any) -> None:
    first, second, third = verb("topics", "--home", demo, "--format", "json").json[:3]
    verb("decide", first["topic_id"], "shortlist", "--by", "ana", "--home", demo)
    verb("decide", second["topic_id"], "reject", "--by", "ana", "--home", demo)
    text = verb("topics", "--home", demo).text
    assert "shortlisted" in text
    assert second["topic_id"] not in text
    assert "1 rejected" in text
    told = {t["topic_id"]: t["status"] for t in verb("topics", "--home", demo, "--format", "json").json}
    assert [told[t["topic_id"]] for t in (first, second, third)] == ["shortlisted", "rejected", "proposed"]
    said = verb("run", "--demo", "--home", demo)
    assert f"circlewise decide --home {demo} {third['topic_id']} shortlist" in " ".join(said.text.split())


def test_nothing_is_suggested_where_everything_is_decided(demo: Path, verb: Any) -> None:
    decisions = Decisions(demo / "decisions.sqlite")
    for topic in verb("topics", "--home", demo, "--format", "json").json:
        decisions.add(topic["topic_id"], "later", decided_by="ana", decided_at=NOON)
    said = verb("run", "--demo", "--home", demo)
    assert f"circlewise serve --home {demo}" in said.text
    assert "circlewise decide" not in said.text


def test_topics_are_shown_where_the_decisions_cannot_be_read(demo: Path, verb: Any) -> None:
    (demo / "decisions.sqlite").write_text("no database " * 100)
    said = verb("topics", "--home", demo)
    assert said.status == 0
    assert "Grant writing" in said.text
    assert "Decisions are shown as the last night knew them: " in said.err


def test_topics_are_read_on_a_read_only_home(demo: Path, verb: Any, read_only: Any) -> None:
    topic = read_topics(Home(demo)).rows[0]["topic_id"]
    verb("decide", topic, "later", "--by", "ana", "--home", demo)
    with read_only(demo):
        assert read_topics(Home(demo)).rows[0]["status"] == "later"
        said = verb("decide", topic, "shortlist", "--by", "ana", "--home", demo)
    assert said.status == 1
    assert "the home is read-only for this account" in said.err
    assert "restore" not in said.err


def test_the_order_is_told_as_it_is(demo_once: Path, verb: Any) -> None:
    text = " ".join(verb("topics", "--home", demo_once).text.split())
    assert "half of the order is how many want it, half how surely a course matches and fits a circle" in text


def test_the_sheet_of_topics_is_for_people(demo_once: Path, verb: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(verb("topics", "--home", demo_once, "--format", "xlsx").out))
    sheet = book["Circle topics"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:4] == ["Topic number", "What people want to learn", "People", "Branches"]
    assert not any("_" in heading for heading in headings)
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
    assert widths[0] >= len("t75ecde747b")
    assert 20 <= widths[1] <= 50
    assert min(widths) >= 8


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("issues", "--source", "nope"), "no source is called `nope`; there are "),
        (("issues", "--source", "p2p"), "no source is called `p2p`; did you mean `p2pu`?"),
        (("match", "Excel", "--language", "xx"), "--language: found `xx`, a language tag such as `en`"),
        (("match", "Excel", "--language", ""), "--language: found ``"),
    ],
)
def test_what_does_not_exist_is_not_taken(demo_once: Path, verb: Any, arguments: tuple[str, ...], message: str) -> None:
    said = verb(*arguments, "--home", demo_once)
    assert (said.status, said.out) == (2, b"")
    assert message in said.err


def test_a_language_may_be_named_and_one_that_no_course_has_is_told(demo_once: Path, verb: Any) -> None:
    spanish = verb("match", "Excel", "--language", "Spanish", "--home", demo_once, "--json").json
    assert spanish == verb("match", "Excel", "--language", "es", "--home", demo_once, "--json").json
    said = verb("match", "Excel", "--language", "fi", "--home", demo_once)
    assert said.status == 0
    assert "no course is known to be in `fi`" in said.err


def test_sources_of_a_home_that_does_not_exist_are_not_listed(tmp_path: Path, verb: Any) -> None:
    said = verb("sources", "--home", tmp_path / "typo")
    assert (said.status, said.out) == (2, b"")
    assert f"there is no folder {tmp_path / 'typo'}; mend --home, or make it: circlewise run --home" in said.err
    said = verb("sources", "--home", tmp_path)
    assert said.status == 0
    assert "no night has run in" in said.err


def test_a_missing_local_list_is_named_by_its_real_folder(tmp_path: Path, verb: Any) -> None:
    said = verb("harvest", "local_courses", "--dry-run", "--home", tmp_path)
    assert said.status == 2
    assert f"there is no list of courses in {tmp_path / 'courses'}; see docs/local-courses.md" in said.err


def test_issues_about_a_local_list_name_its_real_folder(tmp_path: Path, verb: Any) -> None:
    (tmp_path / "courses").mkdir()
    (tmp_path / "courses" / "our.csv").write_text("Title,Link\nKnots,https://a.example/k\n,https://a.example/l\n")
    assert verb("run", "--source", "local_courses", "--home", tmp_path, "--json").json["published"]
    assert f"{tmp_path}/courses/our.csv: row 3" in " ".join(verb("issues", "--home", tmp_path).text.split())
    stored = verb("issues", "--home", tmp_path, "--json").json
    assert any(issue["message"].startswith("home/courses/our.csv: row 3") for issue in stored)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("list.pdf", b"%PDF-1.4\n", "list.pdf: found a PDF, which has no rows, expected a list of courses in a file"),
        ("list.docx", b"PK", "list.docx: found a text document, expected a list"),
        ("list.xyz", b"x", "list.xyz: found `.xyz`, expected a list"),
        ("list", b"x", "list: found a name without an ending, expected a list"),
        ("list.csv", b"", "list.csv: the file is empty, expected a row of headings"),
        ("list.xlsx", b"", "list.xlsx: the file is empty, expected a row of headings"),
        ("list.json", b"", "list.json: the file is empty, expected a row of headings"),
        ("list.csv", b"%PDF-1.4\n%\xe2\xe3", "circlewise: list.csv: a PDF file, a list of courses as CSV"),
    ],
)
def test_a_file_that_is_no_list_is_told_in_plain_words(
    tmp_path: Path, verb: Any, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    said = verb("table", "inspect", tmp_path / name, "--home", tmp_path)
    assert (said.status, said.out) == (2, b"")
    assert message in said.err


def test_a_damaged_decisions_file_is_called_damaged(demo: Path, verb: Any) -> None:
    topic = read_topics(Home(demo)).rows[0]["topic_id"]
    (demo / "decisions.sqlite").write_text("no database " * 100)
    with pytest.raises(sqlite3.DatabaseError), sqlite3.connect(demo / "decisions.sqlite") as connection:
        connection.execute("SELECT * FROM decision")
    said = verb("decide", topic, "later", "--by", "ana", "--home", demo)
    assert said.status == 1
    assert "is damaged (file is not a database); `circlewise restore FILE` brings back a backup" in said.err
