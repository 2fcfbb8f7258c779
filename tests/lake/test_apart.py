"""An attacker with one library's credentials: another library's metadata and files stay closed."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import duckdb
import pytest
from lakes import ROOT, Lake

from pipeline.errors import CirclewiseError, StoreError, UsageError

pytestmark = pytest.mark.slow
Make = Callable[..., Path]
Rival = Callable[..., CompletedProcess[str]]
ASH = {"user": "circlewise_ash", "password": "ash secret"}


def test_the_database_of_another_library_cannot_be_opened(lake: Lake) -> None:
    for database in ("circlewise_birch", "circlewise_cedar"):
        with pytest.raises(PermissionError, match=f'permission denied for database "{database}"'):
            lake.postgres.run("SELECT 1", database=database, **ASH)
    assert lake.postgres.run("SELECT 1", database="circlewise_ash", **ASH) == "1"


@pytest.mark.parametrize(
    "sql",
    [
        "SET ROLE circlewise_birch",
        "SET ROLE circlewise_lake",
        "ALTER ROLE circlewise_birch PASSWORD 'x'",
        "GRANT circlewise_birch TO circlewise_ash",
        "CREATE TABLE public.trap (i int)",
        "CREATE SCHEMA trap",
        "CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
        "CREATE TRIGGER trap BEFORE INSERT ON ducklake_snapshot FOR EACH ROW EXECUTE FUNCTION pg_temp.f()",
        "ALTER TABLE ducklake_snapshot ADD COLUMN trap int",
        "DROP TABLE ducklake_snapshot",
        "CREATE RULE trap AS ON INSERT TO ducklake_snapshot DO ALSO NOTHING",
        "CREATE EXTENSION dblink",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
        "ALTER DATABASE circlewise_shared SET search_path = trap",
    ],
)
def test_a_library_can_change_shared_rows_and_nothing_else(lake: Lake, sql: str) -> None:
    with pytest.raises(PermissionError, match=r"permission denied|must be owner|must be superuser|must have"):
        lake.postgres.run(sql, database="circlewise_shared", **ASH)


def test_nothing_of_a_survey_is_in_the_shared_metadata(lake: Lake, catalogue: Make) -> None:
    lake.publish("birch", catalogue("birch", "UPDATE core.goal SET wording = 'zebrafish ' || goal_id"))
    tables = lake.postgres.run(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database="circlewise_shared", **ASH
    ).split()
    assert "ducklake_file_column_stats" in tables
    for table in tables:
        rows = lake.postgres.run(f"SELECT t::text FROM {table} t", database="circlewise_shared", **ASH)
        assert "zebrafish" not in rows, table
        assert "circlewise_birch" not in rows, table
    own = lake.postgres.run(
        "SELECT max_value FROM ducklake_file_column_stats WHERE max_value LIKE 'zebrafish%'",
        database="circlewise_birch", user="circlewise_birch", password="birch secret",
    )  # fmt: skip
    assert "zebrafish" in own  # so the search above would have found it


def test_files_of_a_library_are_closed_and_enciphered(lake: Lake, catalogue: Make) -> None:
    lake.publish("birch", catalogue("birch"))
    folder = lake.access("birch").folder("birch")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.rglob("*.parquet"))
    assert len(files) > 5
    with duckdb.connect() as connection:
        for file in files:
            with pytest.raises(duckdb.Error, match="encrypt"):
                connection.execute(f"SELECT * FROM '{file}'")
    if os.geteuid() == 0:
        lake.data.chmod(0o755)
        for parent in lake.data.parents:
            if parent.name.startswith("pytest-"):
                parent.chmod(0o755)
        done = subprocess.run(
            ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "ls", str(folder)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode != 0
        assert "Permission denied" in done.stderr


def test_a_folder_that_others_can_read_is_refused(lake: Lake, catalogue: Make) -> None:
    folder = lake.access("ash").folder("ash")
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with pytest.raises(StoreError, match="chmod 700"):
        lake.publish("ash", catalogue("ash"))


REFUSED = (
    "SELECT * FROM read_text('/etc/passwd')",
    "COPY (SELECT 1) TO '/tmp/stolen.csv'",
    "ATTACH '/tmp/other.duckdb'",
    "SET enable_external_access = true",
    "DELETE FROM own.out.goal",
    "DELETE FROM shared_lake.main.course",
)


def test_a_query_reads_the_two_parts_and_nothing_else(lake: Lake, catalogue: Make) -> None:
    lake.publish("ash", catalogue("ash"))
    for sql in REFUSED:
        with pytest.raises(UsageError, match=r"refused"):
            lake.ask("ash", sql)


def test_metadata_that_names_files_of_another_place_is_not_followed(lake: Lake, catalogue: Make, rival: Rival) -> None:
    """A library that meant ill could have another one, which may read its own files, read them into the shared part."""
    lake.publish("ash", catalogue("ash"))
    victim = lake.data / "birch"
    victim.mkdir(mode=0o700)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'stolen' AS title) TO '{victim / 'goal.parquet'}'")
    assert json.loads(rival("spied", "birch").stdout)["failure"] is None
    lake.postgres.run(
        f"UPDATE ducklake_data_file SET path = '{victim / 'goal.parquet'}', path_is_relative = false "
        "WHERE table_id = (SELECT table_id FROM ducklake_table WHERE table_name = 'course' LIMIT 1)",
        database="circlewise_shared", **ASH,
    )  # fmt: skip
    found = json.loads(rival("spied", "birch").stdout)
    assert found["rows"] is None
    assert "Permission Error" in found["failure"]


def test_no_secret_is_in_an_error(lake: Lake, catalogue: Make) -> None:
    from dataclasses import replace

    from pipeline.store.lake import lake_status

    access = lake.access("ash")
    wrong = replace(access, server=access.server.replace("ash secret", "not the word"))
    with pytest.raises(CirclewiseError) as raised:
        lake_status(wrong)
    assert "not the word" not in str(raised.value)
    assert "password authentication failed" in str(raised.value)


@pytest.mark.parametrize("do", ["publish_shared", "publish_own", "status"])
def test_a_server_that_cannot_be_reached_is_told_without_how_we_sign_in(
    packages: Path, tmp_path: Path, do: str
) -> None:
    secret = "p  w"  # too odd to be found again in a text whose blanks were put together
    request = {
        "do": do,
        "database": f"host=127.0.0.1 port=1 user=circlewise_ash password='{secret}' dbname=circlewise_ash",
        "data": f"{tmp_path}/lake/",
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pipeline.store.lake.worker"],
        input=json.dumps(request),
        env=dict(os.environ) | {"PYTHONPATH": f"{packages}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["is"] == "failed"
    assert answer["said"].startswith("the lake cannot be opened: ")
    assert "Connection refused" in answer["said"]
    for told in ("circlewise_ash", "p w", "password", secret):
        assert told not in answer["said"]
