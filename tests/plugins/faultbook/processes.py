"""Several at once on one home: two nights, a backup, an analyst, the page, a coordinator."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from served import served

from faultbook.fault import Fault, Stage, plain, sentence
from faultbook.kills import mends_itself
from faultbook.small import DAY, SmallHome, survey, unlike
from pipeline.store import damage, sqlite

HOLDER = """
import sys
from pathlib import Path
from pipeline.store import Home
with Home(Path(sys.argv[1])).lock("run"):
    print("in", flush=True)
    sys.stdin.read()
"""
ANALYST = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "read")
ask = "SELECT max(started_at)::VARCHAR FROM out.night"
print(connection.execute(ask).fetchone()[0], flush=True)
for line in sys.stdin:
    print(connection.execute(ask).fetchone()[0], flush=True)
"""


@contextmanager
def beside(program: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A program in a process of its own, for a block."""
    command = [sys.executable, "-c", program, *(str(each) for each in arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            assert process.stdin
            process.stdin.close()


def heard(process: subprocess.Popen[str]) -> str:
    """Its next line."""
    assert process.stdout
    return process.stdout.readline().strip()


def asked(process: subprocess.Popen[str]) -> str:
    """What it answers when asked once more."""
    assert process.stdin
    process.stdin.write("again\n")
    process.stdin.flush()
    return heard(process)


def last_night(small: SmallHome) -> str:
    """When the published night began, for who opens the catalogue now."""
    return str(small.rows("SELECT max(started_at)::VARCHAR FROM out.night")[0][0])


def play_two_nights(stage: Stage) -> str:
    """A night while another one works, and once that one was killed."""
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    with beside(HOLDER, small.folder) as other:
        assert heard(other) == "in"
        second = small.verb(*small.words())
        told = sentence(second.reason)
        assert second.status == 1
        assert f"process {other.pid}, run" in told
        assert list(unlike(small.shown(), shown)) == []
        assert any("a night is under way" in finding.what for finding in small.doctor())
        other.send_signal(signal.SIGKILL)
        other.wait()
    mends_itself(small, shown, decisions)
    return f"{plain(told, small.folder)}; the other killed, the next one takes over"


def play_held(stage: Stage, *words: str) -> str:
    """Another verb that needs the home while a night works."""
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    given = {"TARGET": str(stage.folder / "b.tar.gz"), "FILE": str(survey(stage.folder / "more.csv"))}
    given["SURVEY"] = small.verb("survey", "list", "--json").json[0]["survey_id"]
    with beside(HOLDER, small.folder) as other:
        assert heard(other) == "in"
        said = small.verb(*(given.get(word, word) for word in words), "--config", small.config)
        told = sentence(said.reason)
        assert said.status == 1, said
        assert f"process {other.pid}, run" in told
    assert not (stage.folder / "b.tar.gz").exists()
    assert list(unlike(small.shown(), shown)) == []
    mends_itself(small, shown, decisions)
    return plain(told, small.folder)


def play_analyst(stage: Stage) -> str:
    """An analyst's connection is open while a night is published."""
    small: SmallHome = stage["small_home"]
    before = last_night(small)
    with beside(ANALYST, small.home.catalogue, "read") as analyst:
        assert heard(analyst) == before
        assert small.night().status == 0
        assert asked(analyst) == before
        assert last_night(small) > before
    assert [finding.what for finding in small.doctor()] == []
    return "the night published; who held a connection reads the night before, who opens one reads this night"


def play_writer(stage: Stage) -> str:
    """Somebody opens the catalogue to write, holds it while a night is published, and is killed."""
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    with beside(ANALYST, small.home.catalogue, "write") as writer:
        heard(writer)
        night = small.night()
        told = sentence(night.reason) if night.status else "the night published"
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    assert damage(small.home.catalogue) is None
    mends_itself(small, shown, decisions)
    return f"{plain(told, small.folder)}; that program gone, the next night publishes"


def play_page(stage: Stage) -> str:
    """The coordinators' page is open while a night is published."""
    small: SmallHome = stage["small_home"]
    with served(small.folder, lambda: small.nights[-1] + DAY / 24) as address:

        def page(path: str) -> str:
            with urllib.request.urlopen(address + path) as answer:
                assert answer.status == 200
                text: str = answer.read().decode()
                return text

        first = page("/metrics")
        assert "circlewise_catalogue_readable 1" in first
        assert page("/")
        assert small.night().status == 0
        second = page("/metrics")
        assert page("/")
    line = "circlewise_published_timestamp_seconds "
    shown = [float(text.rpartition(f"\n{line}")[2].split()[0]) for text in (first, second)]
    assert abs(shown[1] - shown[0] - DAY.total_seconds()) < 3600
    return "the page answered before and after, and shows the new night without a restart"


def play_decided_meanwhile(stage: Stage) -> str:
    """A coordinator decides while a night works; another holds the file of decisions for writing."""
    small: SmallHome = stage["small_home"]
    topic = small.shown()["topics"][1][0]
    with beside(HOLDER, small.folder) as other:
        assert heard(other) == "in"
        decided = small.verb("decide", topic, "later", "--by", "rosa")
        assert decided.status == 0, decided
    assert small.night().status == 0
    assert (topic, "later") in [each[:2] for each in small.decisions()]
    assert dict(small.rows("SELECT topic_id, status FROM out.topic"))[topic] == "later"
    return "the decision was taken at once, and the next night shows it"


def play_held_decisions(stage: Stage) -> str:
    """A program is in the middle of writing decisions, and does not end; a night waits for it as long as it may."""
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    stage["monkeypatch"].setattr(sqlite, "PATIENCE_SECONDS", 0.2)
    writer = sqlite3.connect(small.home.decisions)
    writer.execute("BEGIN IMMEDIATE")
    night = small.night()
    told = sentence(night.reason)
    assert night.status == 1, night
    assert list(unlike(small.shown(), shown)) == []
    writer.close()
    mends_itself(small, shown, decisions)
    return f"{plain(told, small.folder)}; people see what they saw; the next night publishes"


def play_dead_owner(stage: Stage) -> str:
    """The owner named at the lock is dead, and its number belongs to another process by now."""
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    (small.folder / "night.owner").write_text(f'{{"pid": {os.getppid()}, "purpose": "schedule"}}')
    told = [finding.what for finding in small.doctor()]
    assert len(told) == 1
    assert "a night was killed and left its name at the lock" in told[0]
    mends_itself(small, shown, decisions)
    return f"doctor: {plain(told[0])}; the next night takes over"


def play_survey_first(stage: Stage) -> str:
    """Two people add the same export at once: it counts once."""
    small: SmallHome = stage["small_home"]
    file = survey(stage.folder / "again.csv")
    file.write_text(file.read_text().replace("2026/11/", "2026/10/").replace("Excel", "Knitting"))
    environ = os.environ | {"CIRCLEWISE_HOME": str(small.folder)}
    command = [sys.executable, "-m", "pipeline", "survey", "add", str(file), "--new", "--config", str(small.config)]
    both = [
        subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate() for process in both]
    assert not any("Traceback" in text for pair in said for text in pair), said
    assert 0 in [process.returncode for process in both]
    assert len(small.verb("survey", "list", "--json").json) == 2
    return "one of them stored it, the other was told; it counts once"


TABLE = (
    Fault(
        group="processes",
        name="two nights at once",
        expected="the second names the first and stops: “another night works”; the first killed, the next takes over",
        play=play_two_nights,
        is_slow=True,
    ),
    Fault(
        group="processes",
        name="the number of a dead owner belongs to somebody else",
        expected="“a night was killed and left its name at the lock”; the next night takes over",
        play=play_dead_owner,
        is_slow=True,
    ),
    Fault(
        group="processes",
        name="a backup during a night",
        expected="“another night works”; no half backup is left",
        play=lambda stage: play_held(stage, "backup", "TARGET"),
        is_slow=True,
    ),
    Fault(
        group="processes",
        name="a purge of a survey during a night",
        expected="“another night works”; nothing is purged",
        play=lambda stage: play_held(stage, "purge-survey", "SURVEY"),
        is_slow=True,
    ),
    Fault(
        group="processes",
        name="a decision during a night",
        expected="taken at once; the next night shows it",
        play=play_decided_meanwhile,
        is_slow=True,
    ),
    Fault(
        group="processes",
        name="a program in the middle of writing decisions",
        expected="“is in use by another process”; “people see what they saw”; the next night publishes",
        play=play_held_decisions,
        is_slow=True,
    ),
    Fault(
        group="processes",
        name="the same export added twice at the same moment",
        expected="“it counts once”",
        play=play_survey_first,
        is_slow=True,
    ),
    Fault(
        group="processes",
        name="an analyst holds a connection over a swap",
        expected="“the night published”; the old connection reads the night before, a new one this night",
        play=play_analyst,
        is_slow=True,
    ),
    Fault(
        group="processes",
        name="a program holds the catalogue open to write, and is killed",
        expected="told in a sentence, or published; that program gone, “the next night publishes”",
        play=play_writer,
        is_slow=True,
    ),
    Fault(
        group="processes",
        name="the page is open over a swap",
        expected="“the page answered before and after”; the new night is shown without a restart",
        play=play_page,
        is_slow=True,
    ),
)
