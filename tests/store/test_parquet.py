"""The promised views as Parquet: the same values and no others, put in place in one step, described by a manifest."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from watched import NO_PEOPLE

from pipeline.errors import BusyError, StoreError, UsageError
from pipeline.store import ParquetWanted, parquet, swap, write_parquet

K = 5
WANTED = ParquetWanted(made_at=datetime(2026, 11, 24, 8, tzinfo=UTC), made_by="circlewise 0")
PROMISED = Path(__file__).with_name(f"promised_{parquet.SCHEMA_VERSION}.txt")
"""Every view and column of this schema version, with its type: what leaves this list asks for another version."""


@pytest.fixture(scope="module")
def catalogue(demo_once: Path) -> Path:
    return demo_once / "catalogue.duckdb"


@pytest.fixture(scope="module")
def exported(catalogue: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("export") / "parquet"
    return folder, write_parquet(catalogue, folder, WANTED)


@pytest.fixture
def ask(catalogue: Path, exported: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Asks the files by relative path, beside the catalogue attached as `c`."""
    monkeypatch.chdir(exported[0])
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{catalogue}' AS c (READ_ONLY)")
        yield lambda sql: connection.execute(sql).fetchall()


def source_of(view: dict[str, Any]) -> str:
    if view["partitioned_by"]:
        return f"read_parquet('{view['name']}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
    return f"'{view['name']}.parquet'"


def test_every_view_is_there_with_its_very_rows(exported: tuple[Path, dict[str, Any]], ask: Any) -> None:
    _, manifest = exported
    names = [
        name
        for (name,) in ask("SELECT view_name FROM duckdb_views() WHERE database_name = 'c' AND schema_name = 'out'")
    ]
    assert sorted(names) == [view["name"] for view in manifest["views"]]
    for view in manifest["views"]:
        columns = ", ".join(f'"{column["name"]}"' for column in view["columns"])
        ours, theirs = f"SELECT {columns} FROM {source_of(view)}", f"SELECT {columns} FROM c.out.{view['name']}"
        assert ask(f"({ours}) EXCEPT ALL ({theirs})") == [], view["name"]
        assert ask(f"({theirs}) EXCEPT ALL ({ours})") == [], view["name"]
        assert view["rows"] == ask(f"SELECT count(*) FROM ({theirs})")[0][0]
    assert sum(view["rows"] for view in manifest["views"]) > 1000


def test_the_manifest_says_what_each_file_is(exported: tuple[Path, dict[str, Any]], ask: Any) -> None:
    folder, manifest = exported
    assert json.loads((folder / "manifest.json").read_text()) == manifest
    assert (manifest["schema_version"], manifest["made_at"]) == (1, "2026-11-24T08:00:00Z")
    assert [manifest["night"]["night_id"]] == [night for (night,) in ask("SELECT night_id FROM c.out.night")]
    named = {file["path"]: file for view in manifest["views"] for file in view["files"]}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert found.keys() == named.keys() | {"manifest.json"}
    for path, file in named.items():
        data = found[path].read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["size_bytes"], file["sha256"])
        about = dict(ask(f"SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('{path}')"))
        assert about["circlewise_schema_version"] == "1"
    comments = [column["comment"] for view in manifest["views"] for column in view["columns"]]
    assert len(comments) > 300
    assert all(comments)


def test_units_are_told_of_measures(exported: tuple[Path, dict[str, Any]]) -> None:
    units = {f"{view['name']}.{c['name']}": c["unit"] for view in exported[1]["views"] for c in view["columns"]}
    assert units["course.duration_weeks"] == units["course.duration_weeks_max"] == "weeks"
    assert units["course.weekly_effort_hours"] == "hours"
    assert units["topic.respondents_share"] == "share, 0 to 1"
    assert units["course.first_seen_at"] == "UTC time without zone"
    assert units["course.starts_on"] == "local day"
    assert units["session.minutes"] == "minutes"
    assert units["course.title"] is units["topic.n_respondents"] is units["topic.is_suppressed"] is None


def test_courses_are_parted_by_source(exported: tuple[Path, dict[str, Any]], ask: Any) -> None:
    folder, manifest = exported
    (course,) = (view for view in manifest["views"] if view["name"] == "course")
    sources = {source for (source,) in ask("SELECT DISTINCT source FROM c.out.course")}
    assert {path.parent.name for path in (folder / "course").rglob("*.parquet")} == {f"source={s}" for s in sources}
    assert course["partitioned_by"] == "source"
    assert [p.parent.name for p in (folder / "course_change").rglob("*.parquet")] == ["month=none"]  # no row yet


def test_what_version_one_promises_is_there(exported: tuple[Path, dict[str, Any]]) -> None:
    now = {f"{view['name']}.{c['name']} {c['type']}" for view in exported[1]["views"] for c in view["columns"]}
    promised = set(PROMISED.read_text(encoding="utf-8").splitlines())
    assert len(promised) > 300
    lost = sorted(promised - now)
    assert lost == [], "these left or changed: raise SCHEMA_VERSION, write promised_N.txt and a line in CHANGELOG.md"


def test_no_number_of_few_people_is_in_a_file_or_follows(exported: tuple[Path, dict[str, Any]], ask: Any) -> None:
    """Each count of people in the files; a topic less one of its goals or branches, and less all branches."""
    seen = 0
    for view in exported[1]["views"]:
        for column in (c["name"] for c in view["columns"] if c["name"].startswith("n_") and c["name"] not in NO_PEOPLE):
            ns = [n for (n,) in ask(f"SELECT {column} FROM {source_of(view)} WHERE {column} IS NOT NULL")]
            assert [n for n in ns if n < K] == [], (view["name"], column)
            seen += len(ns)
    assert seen > 50
    topics = ask("SELECT topic_id, n_respondents FROM 'topic.parquet' WHERE NOT is_suppressed")
    assert len(topics) > 5
    for topic_id, whole in topics:
        of_it = f"WHERE topic_id = '{topic_id}' AND n_respondents IS NOT NULL"
        goals, branches = (
            [n for (n,) in ask(f"SELECT n_respondents FROM '{view}.parquet' {of_it}")]
            for view in ("goal", "topic_branch")
        )
        assert [part for part in (*goals, *branches, sum(branches)) if 0 < whole - part < K] == [], topic_id


def test_statistics_of_a_file_tell_of_told_rows_only(exported: tuple[Path, dict[str, Any]], ask: Any) -> None:
    told = "SELECT stats_min_value, stats_max_value FROM parquet_metadata('topic.parquet')"
    found = ask(f"{told} WHERE path_in_schema = 'n_respondents'")
    assert found == ask("SELECT min(n_respondents)::VARCHAR, max(n_respondents)::VARCHAR FROM c.out.topic")


def test_other_readers_find_the_same(exported: tuple[Path, dict[str, Any]], ask: Any) -> None:
    pl, pa = pytest.importorskip("polars"), pytest.importorskip("pyarrow.parquet")
    folder, manifest = exported
    rows = {view["name"]: view["rows"] for view in manifest["views"]}
    free = ask("SELECT count(*) FROM c.out.course WHERE is_free")[0][0]
    courses = pl.read_parquet(folder / "course" / "**" / "*.parquet", hive_partitioning=True)
    assert (len(courses), courses["is_free"].sum()) == (rows["course"], free)
    read = pa.read_table(folder / "course").to_pandas()
    assert (len(read), int(read["is_free"].sum()), read["source"].nunique()) == (
        rows["course"],
        free,
        courses["source"].n_unique(),
    )
    assert pa.read_table(folder / "topic.parquet").num_rows == rows["topic"]


def test_a_newer_export_takes_the_place_of_the_older_one(catalogue: Path, tmp_path: Path) -> None:
    folder = tmp_path / "parquet"
    write_parquet(catalogue, folder, WANTED)
    few = replace(WANTED, views=("topic", "course"), is_partitioned=False)
    with (folder / "topic.parquet").open("rb") as still_open:
        manifest = write_parquet(catalogue, folder, few)
        assert still_open.read(4) == b"PAR1"
    assert [view["name"] for view in manifest["views"]] == ["topic", "course"]
    assert sorted(path.name for path in folder.iterdir()) == ["course.parquet", "manifest.json", "topic.parquet"]
    assert [path.name for path in tmp_path.iterdir()] == ["parquet"]
    write_parquet(catalogue, folder, few)
    first = (folder / "course.parquet").read_bytes()
    write_parquet(catalogue, folder, few)
    assert (folder / "course.parquet").read_bytes() == first


def test_a_link_to_a_folder_stays_one(catalogue: Path, tmp_path: Path) -> None:
    there, link = tmp_path / "there", tmp_path / "link"
    there.mkdir()
    link.symlink_to(there)
    few = replace(WANTED, views=("topic",), is_partitioned=False)
    for _ in range(2):
        write_parquet(catalogue, link, few)
    assert link.is_symlink()
    assert sorted(path.name for path in there.iterdir()) == ["manifest.json", "topic.parquet"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "there"]


def test_a_folder_with_anything_else_in_it_is_refused(catalogue: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.odt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds `thesis\.odt`"):
        write_parquet(catalogue, folder, WANTED)
    (folder / "thesis.odt").unlink()
    write_parquet(catalogue, folder, replace(WANTED, views=("night",)))
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"holds `notes\.txt`"):
        write_parquet(catalogue, folder, WANTED)
    (folder / "notes.txt").unlink()
    (folder / "manifest.json").write_text('{"format": "something else", "views": []}')
    with pytest.raises(UsageError, match=r"holds `manifest\.json`"):
        write_parquet(catalogue, folder, WANTED)
    with pytest.raises(UsageError, match="is a file"):
        write_parquet(catalogue, folder / "manifest.json", WANTED)


def test_an_export_that_fails_leaves_the_older_one(
    catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "parquet"
    write_parquet(catalogue, folder, replace(WANTED, views=("night",)))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(parquet, "swap_folder", refuse)
        with pytest.raises(StoreError, match=r"No space left.*stays as it was"):
            write_parquet(catalogue, folder, WANTED)
    with pytest.raises(UsageError, match="no view `topics` in schema out; there are abstention"):
        write_parquet(catalogue, folder, replace(WANTED, views=("topics",)))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["parquet"]


def test_two_at_once_is_one_too_many(catalogue: Path, tmp_path: Path) -> None:
    with parquet._only_one(tmp_path), pytest.raises(BusyError, match="another export"):
        write_parquet(catalogue, tmp_path / "parquet", WANTED)
    write_parquet(catalogue, tmp_path / "parquet", replace(WANTED, views=("night",)))


def test_a_disk_that_cannot_exchange_folders_gets_two_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
    for name in ("fresh", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    swap.swap_folder(tmp_path / "fresh", tmp_path / "target")
    assert [path.name for path in tmp_path.rglob("*")] == ["target", "fresh"]


def test_names_of_files_are_never_those_of_strangers(catalogue: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "catalogue.duckdb"
    shutil.copy(catalogue, hostile)
    with duckdb.connect(str(hostile)) as connection:
        connection.execute("UPDATE core.course SET source = '../../../x' WHERE source = 'edx'")
        connection.execute("UPDATE core.survey SET survey_id = '../y'")
        connection.execute('CREATE VIEW out."../z" AS SELECT 1 AS n')
    manifest = write_parquet(hostile, tmp_path / "parquet", WANTED)
    paths = [file["path"] for view in manifest["views"] for file in view["files"]]
    assert all(re.fullmatch(r"[a-z_]+(\.parquet|/[a-z]+=[\w%.]+/part_0\.parquet)", path) for path in paths)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalogue.duckdb", "parquet"]
