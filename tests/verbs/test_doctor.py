"""Each thing that can befall a home is found, explained in a sentence and mended as the doctor says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.flow.doctor import Disk, Finding, Subject, examine, published
from pipeline.model import Job, Settings
from pipeline.store import Decisions, Home, Told, Unsent, damage, write_told

NIGHT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
NOW = NIGHT + timedelta(hours=5)
ROOM = Disk(used={}, free=10 << 30, growth_a_day=None, is_read_only=False)
SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="a@example.net")


def found(home: Path, now: datetime = NOW, settings: Settings | None = SETTINGS, disk: Disk = ROOM) -> list[Finding]:
    return examine(Subject(home=Home(home), now=now, settings=settings), disk)


def test_a_sound_home_has_nothing_wrong(demo: Path) -> None:
    assert found(demo) == []


def test_a_message_that_reached_nobody_is_told(demo: Path) -> None:
    failed = Unsent(to="address 2 of CIRCLEWISE_NOTIFY (mailto)", what="digest", failure="status 535", at="2026-11-24")
    write_told(Home(demo), Told(unsent=(failed,)))
    (finding,) = found(demo)
    assert finding.level == "watch"
    assert finding.what.endswith("(digest) did not reach address 2 of CIRCLEWISE_NOTIFY (mailto): status 535")


def test_the_verb_tells_what_is_there_and_how_it_stands(demo: Path, verb: Any) -> None:
    said = verb("doctor", "--home", demo)
    assert said.status == 0
    assert "The home takes " in said.text
    assert "it takes a week of nights" in said.text
    (demo / "salt").unlink()
    said = verb("doctor", "--home", demo)
    assert said.status == 1
    assert "broken: the salt is missing" in said.text
    assert "  do: bring `salt` back from the backup" in said.text
    told = verb("doctor", "--home", demo, "--json")
    assert (told.status, told.json["is_broken"]) == (1, True)
    assert told.json["findings"][0]["level"] == "broken"
    assert told.json["disk"]["free"] > 0


def test_a_home_that_is_not_there_is_told(tmp_path: Path, verb: Any) -> None:
    said = verb("doctor", "--home", tmp_path / "typo")
    assert (said.status, said.out) == (2, b"")
    assert "there is no folder" in said.err


def test_broken_settings_are_a_finding(demo: Path, verb: Any) -> None:
    (demo / "schedule.yaml").write_text("timezone: Mars/Olympus\n")
    said = verb("doctor", "--home", demo)
    assert said.status == 1
    assert "schedule.yaml: night: found nothing" in " ".join(said.text.split())
    assert "mend that line; nothing runs until then" in said.text


def zero(demo: Path) -> None:
    (demo / "catalogue.duckdb").unlink()
    (demo / "catalogue.duckdb").touch()


def cut_off(demo: Path) -> None:
    path = demo / "catalogue.duckdb"
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[: len(data) // 2])


def flip_bits(path: Path) -> None:
    """Spoil a byte of every block but the heads."""
    data = bytearray(path.read_bytes())
    for place in range(3 * 4096 + 200_000, len(data), 262_144):
        data[place] ^= 0xFF
    path.unlink()
    path.write_bytes(data)


def stale_log(demo: Path) -> None:
    """What a program leaves that opened the catalogue to write and was killed."""
    other = demo.parent / "other.duckdb"
    program = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('SET wal_autocheckpoint = ''1TB''');"
        "c.execute('CREATE TABLE t AS SELECT 1 AS n'); os._exit(9)"
    ).replace("''1TB''", '"1TB"')
    subprocess.run([sys.executable, "-c", program, str(other)], check=False)
    shutil.copy(other.with_name("other.duckdb.wal"), demo / "catalogue.duckdb.wal")


def no_salt(demo: Path) -> None:
    (demo / "salt").unlink()


def short_salt(demo: Path) -> None:
    (demo / "salt").write_bytes(b"short")


def no_catalogue(demo: Path) -> None:
    (demo / "catalogue.duckdb").unlink()


def nothing_left(demo: Path) -> None:
    (demo / "catalogue.duckdb").unlink()
    shutil.rmtree(demo / "builds")


def blocked_caches(demo: Path) -> None:
    for name in ("vectors.npy", "pools.bin"):
        (demo / name).unlink(missing_ok=True)
        (demo / name).mkdir()


def bad_build(demo: Path) -> None:
    (demo / "builds" / "20261101T073000-bad.duckdb").write_bytes(b"no catalogue")


def all_bad(demo: Path) -> None:
    for path in (demo / "catalogue.duckdb", *(demo / "builds").glob("*.duckdb")):
        path.unlink()
        path.write_bytes(b"no catalogue " * 1000)


def unfinished(demo: Path) -> None:
    (demo / "builds" / "20261125T073000-aaa.building").write_bytes(b"half")
    (demo / "catalogue.next").write_bytes(b"half")


def empty_decisions(demo: Path) -> None:
    (demo / "decisions.sqlite").touch()


def damaged_decisions(demo: Path) -> None:
    (demo / "decisions.sqlite").write_bytes(b"no database " * 100)


def damaged_other(demo: Path) -> None:
    """A file that another release adds: it is known by what it holds."""
    Decisions(demo / "circles.store").add("t", "later", decided_by="a", decided_at=NOW)
    for path in demo.glob("circles.store-*"):
        path.unlink()
    data = bytearray((demo / "circles.store").read_bytes())
    data[4096:4200] = b"\xff" * 104
    (demo / "circles.store").write_bytes(data)


def open_modes(demo: Path) -> None:
    (demo / "salt").chmod(0o644)
    (demo / "surveys.sqlite").chmod(0o640)


def open_folder(demo: Path) -> None:
    demo.chmod(0o777)


def half_body(demo: Path) -> None:
    body = max((demo / "pages" / "objects").rglob("*.gz"))
    body.write_bytes(body.read_bytes()[:100])


def left_writes(demo: Path) -> None:
    (demo / "pages" / "latest" / ".p2pu.json.tmp").write_bytes(b"{")


def lost_index(demo: Path) -> None:
    (demo / "pages" / "latest" / "p2pu.json").write_text('{"run_ids": ["gone"]}')


def half_pointer(demo: Path) -> None:
    (demo / "pages" / "latest" / "p2pu.json").write_text('{"run_')


def cut_restore(demo: Path) -> None:
    (demo / ".restoring").mkdir()


def left_lock(demo: Path) -> None:
    (demo / "night.owner").write_text(json.dumps({"pid": 99999999, "purpose": "schedule"}))


def half_log(demo: Path) -> None:
    (demo / "logs" / "20261124T090000-aaa.json").write_text('{"night_id": "2026')


def failed_night(demo: Path) -> None:
    report = {"published": False, "failure": "no space left", "sources": []}
    (demo / "logs" / "20261124T090000-aaa.json").write_text(json.dumps(report))


def bad_spaces(demo: Path) -> None:
    (demo / "spaces.csv").write_bytes(b"\xff\xfe\x00\x81" * 50)


def held_source(demo: Path) -> None:
    report = {"published": True, "failure": None, "sources": [{"source": "edx", "outcome": "held"}]}
    (demo / "logs" / "20261124T090000-aaa.json").write_text(json.dumps(report))


STATES: list[tuple[Callable[[Path], None], str, str, str]] = [
    (zero, "broken", "catalogue.duckdb is empty (0 bytes)", "begins from builds/2026"),
    (cut_off, "broken", "catalogue.duckdb cannot be read (", "begins from builds/2026"),
    (no_catalogue, "broken", "the catalogue is gone, while builds/2026", "cp "),
    (nothing_left, "broken", "there is no catalogue, though nights have run", "bring back a backup"),
    (all_bad, "broken", "catalogue.duckdb cannot be read (", "no kept build can be read either"),
    (bad_build, "watch", "the kept catalogue builds/20261101T073000-bad.duckdb cannot be read", "delete it: rm "),
    (stale_log, "watch", "catalogue.duckdb.wal lies beside the catalogue", "the next night sets"),
    (unfinished, "note", "left builds/20261125T073000-aaa.building, catalogue.next", "the next night"),
    (no_salt, "broken", "the salt is missing", "bring `salt` back from the backup"),
    (short_salt, "broken", "the salt holds 5 bytes, 32 were expected", "bring `salt` back"),
    (
        empty_decisions,
        "broken",
        "decisions.sqlite cannot be used: it is empty (0 bytes)",
        "bring it back from a backup",
    ),
    (damaged_decisions, "broken", "decisions.sqlite cannot be used: file is not a database", "bring it back"),
    (damaged_other, "broken", "circles.store cannot be used: ", "bring it back from a backup"),
    (open_modes, "watch", "salt (644), surveys.sqlite (640), expected 600", "chmod go-rwx "),
    (open_folder, "watch", "other accounts may write into", "chmod 700 "),
    (blocked_caches, "watch", "written: vectors.npy (no file), pools.bin (no file); every night", "move it out of"),
    (half_body, "note", "archived pages are half-written or damaged: ", "asked anew"),
    (left_writes, "note", "1 unfinished files of a stopped night lie in pages/", "the next night sweeps them away"),
    (lost_index, "note", "does not know the last pages of p2pu", "the next night asks for all of them"),
    (half_pointer, "note", "does not know the last pages of p2pu", "the next night asks for all of them"),
    (cut_restore, "broken", "a restore was cut off", "empty the home and restore the backup again"),
    (
        left_lock,
        "note",
        "a night was killed and left its name at the lock (process 99999999, schedule)",
        "takes it over",
    ),
    (half_log, "note", "logs/20261124T090000-aaa.json is half-written", "circlewise runs"),
    (failed_night, "broken", "published nothing: no space left", "what was published before stays"),
    (bad_spaces, "watch", "the list of spaces cannot be used", "until then seasons are planned without rooms"),
    (held_source, "note", "of the last night edx brought nothing new", "circlewise issues --source edx"),
]


@pytest.mark.parametrize(("befall", "level", "what", "do"), STATES, ids=[state[0].__name__ for state in STATES])
def test_each_state_is_found_and_explained(
    demo: Path, befall: Callable[[Path], None], level: str, what: str, do: str
) -> None:
    befall(demo)
    held = {path: path.read_bytes() for path in demo.rglob("*") if path.is_file()}
    findings = [finding for finding in found(demo) if what in finding.what]
    assert [(finding.level, do in finding.do) for finding in findings] == [(level, True)], found(demo)
    after = {path: path.read_bytes() for path in demo.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert {path: data for path, data in after.items() if not path.name.endswith(("-shm", "-wal"))} == {
        path: data for path, data in held.items() if not path.name.endswith((".lock", "-shm", "-wal"))
    }, "the doctor changed something"


def test_damage_deep_inside_is_found_where_a_quick_look_sees_none(demo: Path) -> None:
    flip_bits(demo / "catalogue.duckdb")
    (finding,) = [finding for finding in found(demo) if finding.level == "broken"]
    assert "catalogue.duckdb cannot be read (" in finding.what
    assert "begins from builds/" in finding.do


@pytest.mark.parametrize("befall", [zero, cut_off, unfinished, left_lock, left_writes, half_body, half_pointer])
def test_what_is_said_to_mend_itself_does(demo: Path, verb: Any, befall: Callable[[Path], None]) -> None:
    befall(demo)
    assert verb("run", "--demo", "--home", demo, "--json", "--as-of", "2026-11-25T07:30").json["published"]
    assert found(demo, NIGHT + timedelta(days=1, hours=1)) == []


def test_a_catalogue_of_two_names_is_read_once(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (build,) = (demo / "builds").glob("*.duckdb")
    assert build.samefile(demo / "catalogue.duckdb")
    read: list[Path] = []
    monkeypatch.setattr(published, "damage", lambda path: read.append(path) or damage(path))
    assert found(demo) == []
    assert len(read) == 1
    os.truncate(build, build.stat().st_size // 2)  # under both names
    messages = " ".join(finding.what for finding in found(demo))
    assert len(read) == 2
    assert f"the kept catalogue builds/{build.name} cannot be read" in messages
    assert "catalogue.duckdb cannot be read" in messages


def test_a_night_under_way_is_no_damage(demo: Path) -> None:
    unfinished(demo)
    with Home(demo).lock("run"):
        findings = found(demo)
    assert [(finding.level, finding.what) for finding in findings] == [
        ("note", f"a night is under way (process {os.getpid()}, run)")
    ]


def test_the_stale_log_of_the_test_is_one(demo: Path) -> None:
    """DuckDB itself must trip over it, or the state above would prove nothing."""
    stale_log(demo)
    with pytest.raises(duckdb.Error):
        duckdb.connect(str(demo / "catalogue.duckdb"), read_only=True).execute("FROM out.course")
