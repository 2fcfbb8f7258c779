"""Whole nights on a list of courses of our own: what the digest tells of each, and until when."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.flow.digest import read_facts
from pipeline.model import TABLES, Action, Decision, DigestLine, Settings, TopicChange
from pipeline.settings import load_settings
from pipeline.store import Catalogue, Decisions, Home, Reader
from pipeline.topics.digest import compare

HEAD = ("id", "title", "url", "provider", "free", "price", "currency", "enrol until", "duration")
FREE = {"Excel": "Excel in five weeks", "Grants": "Grant writing for libraries", "Speaking": "Public speaking basics"}
WISHES = {"Excel": 9, "grant writing": 8, "public speaking": 7, "origami": 2}
HOSTILE = "Excel <script>alert(1)</script> [now](javascript:x) | *new*\u202e"


class Library:
    """A home whose list of courses, survey and decisions change from night to night."""

    def __init__(self, home: Home, folder: Path, printed: pytest.CaptureFixture[str], settings: Settings) -> None:
        self.home, self.folder, self.printed, self.settings = home, folder, printed, settings
        (home.folder / "courses").mkdir(parents=True)

    def keep(self, *rows: tuple[str, ...]) -> None:
        """The list: title, free, price, last day of enrolment."""
        with (self.home.folder / "courses" / "list.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEAD)
            for title, free, price, until in rows:
                number = f"c{number_of(title)}"
                about = [number, title, f"https://courses.example.org/{number}", "Example"]
                writer.writerow([*about, free, price, "USD" if price else "", until, "5 weeks"])

    def say(self, *arguments: str) -> str:
        from pipeline.__main__ import main

        self.printed.readouterr()
        assert main([*arguments, "--home", str(self.home.folder)]) == 0
        return str(self.printed.readouterr().out)

    def night(self, at: str, survey: dict[str, int] | None = None) -> dict[str, Any]:
        arguments = ["run", "--source", "local_courses", "--json", "--as-of", at]
        if survey:
            path = self.folder / "spring.csv"
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(["Which branch do you work at?", "What would you like to learn?"])
                writer.writerows(["Main", wish] for wish, n in survey.items() for _ in range(n))
            arguments += ["--survey", str(path)]
        told: dict[str, Any] = json.loads(self.say(*arguments))
        return told

    def digest(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.say("digest", "--format", "json"))
        return told

    def topic(self, title: str) -> str:
        with Catalogue(self.home.catalogue) as catalogue:
            ((topic_id,),) = catalogue.query("SELECT topic_id FROM out.topic WHERE title ILIKE ?", [f"%{title}%"]).rows
        return str(topic_id)

    def decide(self, title: str, action: Action, *, day: int) -> None:
        """In the evening of a day in November."""
        at = datetime(2026, 11, day, 18, tzinfo=UTC)
        Decisions(self.home.decisions).add(self.topic(title), action, decided_by="ana", decided_at=at)


def number_of(title: str) -> int:
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(title))


@pytest.fixture
def library(tmp_path: Path, capfd: pytest.CaptureFixture[str], root: Path) -> Library:
    return Library(Home(tmp_path / "home"), tmp_path, capfd, load_settings(root / "schedule.yaml"))


def parts(told: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(line["part"], line["kind"], line["course_title"] or line["topic_title"]) for line in told["lines"]]


def reader_of(catalogue: Catalogue) -> Reader:
    """What a published catalogue says, and nothing else."""

    def read(row: type[Any], where: str, *, order: str, of: type | None = None) -> tuple[Any, ...]:
        table = TABLES[of or row].qualified
        return tuple(catalogue.rows(row, f"SELECT * FROM {table} WHERE {where} ORDER BY {order}"))

    return read


@pytest.mark.slow
def test_night_after_night(library: Library) -> None:
    everything = [(title, "yes", "", "") for title in FREE.values()]
    library.keep(*everything)
    assert library.night("2026-11-02T12:00", survey=WISHES)["since_last_night"] == dict.fromkeys(
        ("decision", "better", "shortlist", "catalogue"), 0
    )
    assert library.say("digest").startswith("The first night: 2026-11-02\n\nThis was the first night here")

    library.night("2026-11-02T13:00")
    assert library.say("digest") == "Nothing changed since the night of 2026-11-02.\n"
    assert library.digest()["lines"] == []

    for title in ("excel", "grant", "speaking"):
        library.decide(title, "shortlist", day=2)
    changed = [(FREE["Excel"], "no", "25", ""), (FREE["Speaking"], "yes", "", "2026-11-20"), (HOSTILE, "yes", "", "")]
    library.keep(*changed)
    report = library.night("2026-11-03T12:00")
    told = library.digest()
    assert [line for line in parts(told) if line[0] == "decision"] == [
        ("decision", "gone_course", FREE["Grants"]),
        ("decision", "no_longer_free", FREE["Excel"]),
        ("decision", "closing", FREE["Speaking"]),
    ]
    assert report["since_last_night"] == {
        part: sum(line["part"] == part for line in told["lines"]) for part in report["since_last_night"]
    }
    (source,) = told["sources"]
    assert (source["new_course"], source["gone_course"], source["no_longer_free"]) == (1, 1, 1)
    text = library.say("digest")
    assert text.startswith("Since the night of 2026-11-02: what is new on 2026-11-03\n\nDecision needed (3)\n- ")
    assert "\u202e" not in text
    assert "- Courses of our own lists: 1 new, 1 gone, 1 not free any more, 1 with other dates" in text
    marked = library.say("digest", "--format", "md", "--all")
    assert "\\[now\\](javascript:x) \\| \\*new\\*" in marked
    assert "<script>" not in marked
    is_a_function_of_what_is_published(library)

    library.night("2026-11-04T12:00")
    waiting = "3 decisions of earlier nights still wait; `circlewise digest --all` tells all of it."
    assert library.say("digest") == f"Nothing changed since the night of 2026-11-03.\n\n{waiting}\n"
    assert len(library.digest()["still_open"]) == 3
    library.decide("grant", "later", day=4)
    assert [line["kind"] for line in library.digest()["still_open"]] == ["no_longer_free", "closing"]
    library.keep(*[(FREE["Excel"], "yes", "", ""), *changed[1:]])
    library.night("2026-11-05T12:00")
    assert [line["kind"] for line in library.digest()["still_open"]] == ["closing"]
    assert ("shortlist", "new_course", FREE["Excel"]) not in parts(library.digest())
    with Catalogue(library.home.catalogue) as catalogue:
        assert catalogue.query("SELECT kind, is_new FROM out.decision_needed").rows == [("closing", False)]
    earlier = library.say("digest", "--night", "20261103")
    assert earlier.startswith("Since the night of 2026-11-02: what is new on 2026-11-03")


def is_a_function_of_what_is_published(library: Library) -> None:
    """From the two published catalogues alone the same lines come: they can tell nothing that is not in these."""
    before, after = sorted(library.home.builds.glob("*.duckdb"))[-2:]
    with Catalogue(before) as one, Catalogue(after) as other:
        was, is_ = reader_of(one), reader_of(other)
        published = is_(DigestLine, "true", order="place")
        again = compare(
            read_facts(was, date(2026, 11, 2), library.settings),
            read_facts(is_, date(2026, 11, 3), library.settings),
            found_at=published[0].found_at,
            changes=is_(TopicChange, f"night_id = '{after.stem}'", order="topic_id, place"),
            decisions=is_(Decision, "true", order="decision_id"),
            min_gain=library.settings.digest.min_gain,
        )
    assert again == published
    assert len(again) > 3


def test_a_held_source_has_lost_nothing(library: Library) -> None:
    everything = [(title, "yes", "", "") for title in FREE.values()]
    library.keep(*everything)
    library.night("2026-11-02T12:00", survey=WISHES)
    library.decide("excel", "shortlist", day=2)
    library.keep()
    (source,) = library.night("2026-11-03T12:00")["sources"]
    assert source["outcome"] == "held"
    assert parts(library.digest()) == [("catalogue", "source_stopped", None)]
    library.keep(*everything)
    library.night("2026-11-04T12:00")
    assert parts(library.digest()) == [("catalogue", "source_back", None)]


def test_a_survey_that_is_added_later_brings_topics_to_decide_on(library: Library) -> None:
    library.keep(*[(title, "yes", "", "") for title in FREE.values()])
    library.night("2026-11-02T12:00")
    library.night("2026-11-03T12:00", survey=WISHES)
    told = library.digest()
    new = {line["topic_id"] for line in told["lines"] if line["kind"] == "new_topic"}
    with Catalogue(library.home.catalogue) as catalogue:
        shown = {row[0] for row in catalogue.query("SELECT topic_id FROM out.topic WHERE NOT is_suppressed").rows}
    assert new == shown
    assert len(new) == 3
    assert "rigami" not in library.say("digest", "--all")
    library.decide("excel", "shortlist", day=3)
    assert library.topic("excel") not in {line["topic_id"] for line in library.digest()["lines"]}


def test_a_night_that_is_not_kept_is_named(library: Library, capfd: pytest.CaptureFixture[str]) -> None:
    from pipeline.__main__ import main

    library.keep((FREE["Excel"], "yes", "", ""))
    library.night("2026-11-02T12:00")
    (kept,) = library.home.builds.glob("*.duckdb")
    capfd.readouterr()
    assert main(["digest", "--home", str(library.home.folder), "--night", "2027"]) == 2
    assert f"--night 2027: found 0 nights, expected one of those kept: {kept.stem}" in capfd.readouterr().err


def test_a_recorded_circle_whose_course_goes_away_comes_first(library: Library) -> None:
    library.keep(*[(title, "yes", "", "") for title in FREE.values()])
    library.night("2026-11-02T12:00", WISHES)
    for title in ("excel", "grant"):
        library.decide(title, "shortlist", day=2)
    with Catalogue(library.home.catalogue) as catalogue:
        sql = "SELECT course_id FROM out.course WHERE title = ?"
        ((course_id,),) = catalogue.query(sql, [FREE["Excel"]]).rows
    ledger = library.folder / "circle.csv"
    with ledger.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["circle_id", "title", "status", "topic_id", "course_id"])
        writer.writerow(["excel-main", "Excel at Main", "running", library.topic("excel"), course_id])
    library.say("circles", "import", str(ledger), "--by", "ana")
    library.keep((FREE["Speaking"], "yes", "", ""))
    library.night("2026-11-03T12:00")
    first, second = (line for line in library.digest()["lines"] if line["part"] == "decision")
    assert (first["circle_id"], first["kind"], first["course_id"]) == ("excel-main", "gone_course", course_id)
    assert first["sentence"].endswith("; the running circle “Excel at Main” (excel-main) works through it")
    assert (second["circle_id"], second["course_title"]) == (None, FREE["Grants"])
    settings = "timezone: UTC\ncontact: a@example.org\nnight: {at: '02:30'}\ndigest: {max_lines: 1}\n"
    (library.home.folder / "schedule.yaml").write_text(settings)
    text = library.say("digest")
    assert "Decision needed (2)\n- Excel (" in text
    assert "  … and 1 more; `circlewise digest --all` tells all of it\n" in text


def test_a_catalogue_of_an_earlier_release_is_compared_too(library: Library) -> None:
    library.keep(*[(title, "yes", "", "") for title in FREE.values()])
    library.night("2026-11-02T12:00")
    (kept,) = library.home.builds.glob("*.duckdb")
    kept.unlink()
    with duckdb.connect(str(library.home.catalogue)) as connection:
        connection.execute("DROP SCHEMA out CASCADE; DROP TABLE core.since_last_night; DROP TABLE core.season")
    assert library.say("digest").startswith("The first night: 2026-11-02")
    library.keep((FREE["Excel"], "yes", "", ""))
    library.night("2026-11-03T12:00")
    assert [kind for _, kind, _ in parts(library.digest())] == ["gone_course", "gone_course"]
