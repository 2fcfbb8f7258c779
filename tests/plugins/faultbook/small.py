"""A small home of a real night: two sources, a survey, decisions, an account; made once, copied for every fault.

The verbs are the real ones, in this process, over sources of the tests' own.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from faultbook.fault import TRACEBACK
from faultbook.nights import QUICK
from faultbook.provider import Answer, Asked, Providers, reply
from faultbook.site import add_source, project
from pipeline.__main__ import main
from pipeline.flow import tonight
from pipeline.flow.doctor import Disk, Finding, Subject, examine
from pipeline.settings import load_settings
from pipeline.store import Decisions, Home
from pipeline.survey import AnswerReader
from pipeline.verbs import house

FIRST = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)
ROOM = Disk(used={}, free=10 << 30, growth_a_day=None, is_read_only=False)
SOURCES = ("north", "south")
SUBJECTS = {
    "excel": ("Excel", "Spreadsheets with Excel for beginners"),
    "grants": ("Grant writing", "Grant writing for libraries and other nonprofits"),
    "conflict": ("Conflict resolution", "Resolving conflict at work"),
    "python": ("Python programming", "Python programming from the start"),
    "privacy": ("Data privacy", "Data privacy for public services"),
}
"""By key: what people ask for, and the title of the course that answers."""
PEOPLE = 8
"""How many ask for each subject."""
OTHERS = ("Botany of the meadow", "Welding of steel", "Roman history", "Sailing by the stars", "Painting in oil")


_lexicon_once = cache(tonight.load_lexicon)
_readers: list[AnswerReader] = []


def _reader_once(lexicon: Any) -> AnswerReader:
    """The reader of the project's lexicon, which is only ever read; to make it takes a third of a small night."""
    if not _readers:
        _readers.append(AnswerReader(lexicon))
    return _readers[0]


def offered(source: str, day: int = 1) -> list[dict[str, object]]:
    """The courses of a source on a day: one for each subject, and others that nobody asked for."""
    titles = [title for _, title in SUBJECTS.values()] + [f"{title}, part {n}" for title in OTHERS for n in (1, 2, 3)]
    return [
        {
            "id": f"{source}-{number}",
            "title": title,
            "url": f"https://{source}.example.org/courses/{number}",
            "description": f"{title}: a free online course of six weeks for people who begin. It is told in steps.",
            "effort": "2 hours/week",
        }
        for number, title in enumerate(titles)
    ]


def answering(day: int = 1) -> Providers:
    """Providers that offer what the sources have on a day; they know what was asked for by its sign."""
    providers = Providers()
    for source in SOURCES:
        body = json.dumps({"courses": offered(source, day)}).encode()

        def answer(asked: Asked, body: bytes = body) -> Answer:
            tag = f'"{len(body)}"'
            if asked.headers.get("if-none-match") == tag:
                return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag.encode() + b"\r\nConnection: close\r\n\r\n"
            return reply(body, headers={"ETag": tag})

        providers.says(f"{source}.example.org", "/list", answer)
    return providers


@dataclass(frozen=True)
class Said:
    """What a verb answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one document."""
        return json.loads(self.out)

    @property
    def reason(self) -> str:
        """The sentence by which it failed: the last line of standard error, or of the night's own report."""
        lines = [line.removeprefix("circlewise: ") for line in self.err.splitlines() if line.startswith("circlewise: ")]
        if lines:
            return lines[-1]
        return str(self.json["failure"] or self.json["warning"] or "") if self.out.startswith("{") else ""


@dataclass(frozen=True)
class SmallHome:
    """One home over the sources of a project."""

    folder: Path
    connectors: Path
    config: Path
    providers: Providers
    nights: list[datetime] = field(default_factory=lambda: [FIRST, FIRST + DAY])
    """When nights were."""

    @property
    def home(self) -> Home:
        """The home itself."""
        return Home(self.folder)

    def verb(self, *arguments: object) -> Said:
        """A verb as typed, on this home; no traceback, whatever happens."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(house, "CONNECTORS", self.connectors)
            patch.setattr(tonight, "load_lexicon", _lexicon_once)
            patch.setattr(tonight, "AnswerReader", _reader_once)
            patch.setenv("COLUMNS", "200")
            patch.setenv("CIRCLEWISE_HOME", str(self.folder))
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = main([str(each) for each in arguments])
        assert TRACEBACK not in out.getvalue() + err.getvalue()
        return Said(status, out.getvalue(), err.getvalue())

    def words(self, at: datetime | None = None) -> list[str]:
        """The words of the next night, as typed."""
        moment = at or self.nights[-1] + DAY
        given = {"--config": self.config, "--gateway": self.providers.gateway, "--as-of": f"{moment:%Y-%m-%dT%H:%M:%S}"}
        return ["run", "--json", *(str(word) for pair in given.items() for word in pair)]

    def night(self, at: datetime | None = None) -> Said:
        """The next night."""
        said = self.verb(*self.words(at))
        self.nights.append(at or self.nights[-1] + DAY)
        return said

    def doctor(self, now: datetime | None = None, disk: Disk = ROOM) -> list[Finding]:
        """What the doctor says, an hour after the last night."""
        settings = load_settings(self.config)
        at = now or self.nights[-1] + timedelta(hours=1)
        found = examine(Subject(home=self.home, now=at, settings=settings), disk)
        return [each for each in found if "makes no backups" not in each.what]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What an analyst reads in the published catalogue."""
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{self.home.catalogue}' AS c (READ_ONLY)")
            connection.execute("USE c")
            return connection.execute(sql).fetchall()

    def shown(self) -> dict[str, list[tuple[Any, ...]]]:
        """What people see, without the times of nights."""
        return {
            "courses": self.rows("SELECT * EXCLUDE (last_seen_at) FROM out.course ORDER BY course_id"),
            "topics": self.rows("SELECT topic_id, title, n_respondents, status FROM out.topic ORDER BY topic_id"),
            "shortlists": self.rows("SELECT topic_id, rank, course_id, score FROM out.topic_course ORDER BY ALL"),
        }

    def decisions(self) -> list[tuple[str, str, str]]:
        """What people decided."""
        return [(each.topic_id, each.action, each.decided_by) for each in Decisions(self.home.decisions).all()]

    def copied(self, folder: Path) -> SmallHome:
        """The same home in another place, with files of two names as such."""
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", str(self.folder), str(folder / "home")], check=True)
        config = folder / "schedule.yaml"
        config.write_bytes(self.config.read_bytes())
        return SmallHome(folder / "home", self.connectors, config, self.providers, list(self.nights))


def survey(path: Path) -> Path:
    """An export in which each subject is asked for by PEOPLE."""
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Timestamp", "What would you like to learn?"])
        for number in range(PEOPLE * len(SUBJECTS)):
            wish, _ = list(SUBJECTS.values())[number % len(SUBJECTS)]
            table.writerow([f"2026/11/0{1 + number % 9} 9:{number:02}:00 AM EST", wish])
    return path


def make_small_home(folder: Path, root: Path, providers: Providers) -> SmallHome:
    """Two nights, a survey and a decision; the providers have to answer."""
    connectors = project(folder / "project", root)
    for source in SOURCES:
        add_source(connectors, source, f"https://{source}.example.org/list")
    config = folder / "schedule.yaml"
    config.write_text(QUICK)
    small = SmallHome(folder / "home", connectors, config, providers, [])
    first = small.verb(*small.words(FIRST), "--survey", survey(folder / "needs.csv"))
    assert first.status == 0, first
    assert first.json["topics"] > 0, first
    small.nights.append(FIRST)
    topic = small.shown()["topics"][0][0]
    decided = small.verb("decide", topic, "shortlist", "--by", "rosa")
    assert decided.status == 0, decided
    second = small.night()
    assert second.status == 0, second
    assert small.doctor() == []
    return small


def unlike(found: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[str]:
    """Where what people see differs, in words for a test that fails."""
    for part in expected:
        if found[part] != expected[part]:
            yield f"{part}: {found[part]} instead of {expected[part]}"
