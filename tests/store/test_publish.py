"""The swap: readers keep what they opened, a crash leaves yesterday's file, old builds are bounded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import StoreError, UsageError
from pipeline.model.columns import column
from pipeline.store import Catalogue, Home, building_path, clear_unfinished, newest_readable, publish


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """A row of a table whose blocks lie towards the end of the file."""

    text: str = column("anything")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


def build(home: Home, night_id: str, value: int) -> None:
    path = building_path(home, night_id)
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS b; CREATE SCHEMA b.out")
        connection.execute("CREATE SCHEMA b.core; CREATE TABLE b.core.course AS SELECT 'x' AS content_hash")
        connection.execute(f"CREATE TABLE b.out.night AS SELECT {value} AS value, now()::TIMESTAMP AS started_at")


def value(path: Path) -> int:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS c (READ_ONLY)")
        row = connection.execute("SELECT value FROM c.out.night").fetchone()
    assert row
    return int(row[0])


def test_a_reader_keeps_yesterday_and_a_new_one_sees_today(home: Home) -> None:
    build(home, "n1", 1)
    publish(home, "n1", 7)
    with Catalogue(home.catalogue) as reader:
        build(home, "n2", 2)
        publish(home, "n2", 7)
        assert reader.query("SELECT value FROM out.night").rows == [(1,)]
    assert value(home.catalogue) == 2
    assert [path.name for path in sorted(home.builds.iterdir())] == ["n1.duckdb", "n2.duckdb"]


def test_old_builds_are_dropped(home: Home) -> None:
    for n in range(5):
        build(home, f"n{n}", n)
        publish(home, f"n{n}", 2)
    assert [path.name for path in sorted(home.builds.iterdir())] == ["n3.duckdb", "n4.duckdb"]


def test_what_a_killed_night_left_is_cleared(home: Home) -> None:
    build(home, "n1", 1)
    building_path(home, "n1").with_name("n1.building.wal").touch()
    building_path(home, "n1").with_name("n1.building.ndjson").touch()
    (home.folder / "catalogue.next").touch()
    assert clear_unfinished(home) == 4
    assert list(home.builds.iterdir()) == []
    assert not (home.folder / "catalogue.next").exists()


def test_no_night_begins_on_half_a_restore(home: Home) -> None:
    (home.folder / ".restoring").mkdir()
    with pytest.raises(StoreError, match=r"a restore into .* was cut off; empty that folder, then restore again"):
        clear_unfinished(home)


def test_a_stale_log_beside_the_catalogue_is_set_aside(home: Home) -> None:
    build(home, "n1", 1)
    publish(home, "n1", 7)
    home.catalogue.with_name("catalogue.duckdb.wal").write_bytes(b"left by a tool that opened it to write")
    build(home, "n2", 2)
    publish(home, "n2", 7)
    assert value(home.catalogue) == 2
    assert (home.builds / "n2.stale-wal").exists()


def test_a_disk_that_refuses_leaves_the_previous_one(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    build(home, "n1", 1)
    publish(home, "n1", 7)
    build(home, "n2", 2)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreError, match=r"No space left on device.*previous catalogue stays"):
        publish(home, "n2", 7)
    monkeypatch.undo()
    assert value(home.catalogue) == 1


def test_a_catalogue_that_is_not_there_or_broken_is_named(home: Home) -> None:
    with pytest.raises(UsageError, match="`circlewise run` makes it"):
        Catalogue(home.catalogue)
    home.catalogue.write_bytes(b"x" * 5000)
    with pytest.raises(StoreError, match=r"cannot be read .* builds/"):
        Catalogue(home.catalogue)


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM read_csv('/etc/passwd')", "COPY out.night TO '/tmp/x.csv'", "SET enable_external_access=true"],
)
def test_a_query_reaches_nothing_but_the_catalogue(home: Home, sql: str) -> None:
    build(home, "n1", 1)
    publish(home, "n1", 7)
    with Catalogue(home.catalogue) as catalogue, pytest.raises(UsageError, match="the query was refused"):
        catalogue.query(sql)


def test_a_damaged_catalogue_is_replaced_by_the_newest_good_build(home: Home) -> None:
    for n in (1, 2):
        build(home, f"n{n}", n)
        publish(home, f"n{n}", 7)
    assert newest_readable(home) == (home.catalogue, None)
    home.catalogue.unlink()
    home.catalogue.write_bytes(b"not a catalogue any more" * 400)
    path, sentence = newest_readable(home)
    assert path == home.builds / "n2.duckdb"
    assert sentence is not None
    assert "catalogue.duckdb is damaged" in sentence
    assert "starts from builds/n2.duckdb" in sentence


def test_too_little_memory_is_no_damage(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a night that gets no memory for a moment would begin from an older build, or ask for a backup."""
    for n in (1, 2):
        build(home, f"n{n}", n)
        publish(home, f"n{n}", 7)

    def ask(self: Catalogue, sql: str) -> None:
        try:
            with duckdb.connect(config={"memory_limit": "1MB", "temp_directory": "", "threads": 1}) as connection:
                connection.execute("SELECT count(DISTINCT md5(range::VARCHAR)) FROM range(1000000)")
        except duckdb.Error as error:
            raise StoreError("the catalogue is damaged") from error

    monkeypatch.setattr(Catalogue, "query", ask)
    with pytest.raises(MemoryError, match="Out of Memory"):
        newest_readable(home)


def test_nothing_readable_at_all_is_told(home: Home) -> None:
    home.catalogue.write_bytes(b"x" * 9000)
    with pytest.raises(StoreError, match="so is every catalogue in builds/; bring a backup back"):
        newest_readable(home)


def test_an_old_build_that_cannot_be_dropped_fails_no_night(home: Home) -> None:
    (home.builds / "n0.duckdb").mkdir()
    build(home, "n1", 1)
    assert value(publish(home, "n1", 1)) == 1


def test_a_catalogue_that_rotted_inside_is_not_built_on_though_it_opens(home: Home) -> None:
    for n in (1, 2):
        path = building_path(home, f"n{n}")
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{path}' AS b; CREATE SCHEMA b.core")
            connection.execute("CREATE TABLE b.core.course AS SELECT 'x' AS content_hash, range AS n FROM range(9)")
            connection.execute("CREATE TABLE b.core.late AS SELECT md5(range::VARCHAR) AS text FROM range(200000)")
        publish(home, f"n{n}", 7)
    data = bytearray(home.catalogue.read_bytes())
    (home.builds / "n2.duckdb").unlink()
    data[len(data) // 2] ^= 0xFF
    home.catalogue.write_bytes(data)
    with Catalogue(home.catalogue) as catalogue:
        assert catalogue.query("SELECT count(content_hash) FROM core.course").rows == [(9,)]
        with pytest.raises(StoreError, match=r"the catalogue is damaged \(Corrupt database file"):
            catalogue.query("SELECT max(text) FROM core.late")
        with pytest.raises(StoreError, match=r"the catalogue is damaged \(Corrupt database file"):
            list(catalogue.rows(Late, "SELECT text FROM core.late ORDER BY text"))
    found, warning = newest_readable(home)
    assert found == home.builds / "n1.duckdb"
    assert warning
    assert "catalogue.duckdb is damaged (" in warning
