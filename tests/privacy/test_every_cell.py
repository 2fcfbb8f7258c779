"""Contacts, raw answers and secrets, and then every cell of every catalogue: published, kept and backed up."""

from __future__ import annotations

import base64
import csv
import shutil
import sqlite3
import tarfile
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from every_cell import said_in, text_columns
from post import webhook

from pipeline.demo import DemoServer, server
from pipeline.store import Accounts, Home, damage

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
SETTINGS = (
    "timezone: UTC\nnight: {at: '02:30'}\ncontact: t@example.org\npoliteness: {delay_seconds: 0, retries: 0}\n"
    "notify: {after_run: true, retries: 0}\n"
)
HEADS = (
    "Timestamp", "Email Address", "Your full name", "Phone number", "IP Address", "Employee ID", "Home address",
    "Which branch do you work at?", "Which skills would you like to develop?", "What else do you want to learn?",
    "Why do you want to learn it?",
)  # fmt: skip
CONTACTS = ("qvist", "quartzenheim", "555-0134", "203.0.113.", "staff-77", "thornapple lane")
"""Stands in each contact column, for every one of the people."""
NAMES_IN_ANSWERS = ("krummhorn", "w.krummhorn@example.net", "555-0142", "@krummhorn_w")
"""Typed by ten people, more than are needed to be told: a name is a name all the same."""
RAW = ("wherefore my late aunt", "zanzibarology", "my manager told me")
"""Answers to a question that asks for no goal, and what one person alone typed."""
SECRETS = {
    "EDX_CLIENT_ID": "c4nary-edx",
    "EDX_CLIENT_SECRET": "c4nary edx key",
    "YOUTUBE_API_KEY": "c4nary-youtube",
    "UDEMY_CLIENT_SECRET": "c4nary-udemy",
    "KHAN_EXPORT_BUCKET": "c4nary-khan",
    "CIRCLEWISE_OIDC_SECRET": "c4nary-oidc",
}
N_PEOPLE = 40


def write_survey(path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        for n in range(N_PEOPLE):
            typed = ""
            if n < 10:
                typed = "Fermentation with Wilhelmina Krummhorn, w.krummhorn@example.net, 555-0142, @krummhorn_w"
            elif n == 11:
                typed = "Zanzibarology"
            writer.writerow([
                f"2026/11/{n % 9 + 10} 9:00:00 AM GMT", f"ada.qvist{n}@example.org", f"Ada{n} Quartzenheim",
                f"+1 555-0134 {n}", f"203.0.113.{n}", f"staff-77{n}", f"{n} Thornapple Lane",
                ("Main", "North")[n % 2], ("Grant writing", "Excel", "Public speaking")[n % 3], typed,
                f"Wherefore my late aunt {n}" if n % 2 else "My manager told me",
            ])  # fmt: skip
    return path


def hidden_of(home: Home) -> dict[str, str]:
    """What the private files of a home hold and no catalogue may: hashes of people and passwords, and the salt."""
    found = {"salt in hex": home.salt().hex(), "salt in base64": base64.b64encode(home.salt()).decode()}
    with closing(sqlite3.connect(home.surveys)) as answers:
        tables = [name for (name,) in answers.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        people = {
            str(who)
            for name in tables
            if "respondent" in [row[1] for row in answers.execute(f"PRAGMA table_info({name})")]
            for (who,) in answers.execute(f"SELECT respondent FROM {name}")
        }
    assert len(people) >= N_PEOPLE
    found |= {f"respondent {n}": who for n, who in enumerate(sorted(people))}
    with closing(sqlite3.connect(home.accounts)) as accounts:
        dump = "\n".join(accounts.iterdump())
    (hashed,) = {word.strip("',()") for word in dump.split() if "$argon2id$" in word}
    return found | {"password hash": hashed.partition("$argon2id$")[2].partition("'")[0]}


def told_by(catalogue: Path, wanted: Iterable[str]) -> dict[str, list[str]]:
    """By word: where in a catalogue it stands, whatever its case."""
    cells = [(where, told.casefold()) for where, told in said_in(catalogue)]
    return {word: places for word in wanted if (places := [where for where, told in cells if word.casefold() in told])}


@pytest.mark.slow
def test_no_cell_of_any_catalogue_tells_a_contact_an_answer_or_a_secret(
    tmp_path: Path, say: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials = {name: SECRETS[name] for name in ("EDX_CLIENT_ID", "EDX_CLIENT_SECRET")}
    monkeypatch.setattr(server, "DEMO_CREDENTIALS", credentials)
    monkeypatch.setattr(server, "_TOKEN", "c4nary-token")
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    (folder / "schedule.yaml").write_text(SETTINGS)
    home, survey = Home(folder), write_survey(tmp_path / "needs.csv")
    with DemoServer() as catalogues, webhook() as hook:
        monkeypatch.setenv("CIRCLEWISE_NOTIFY", hook.url(login="me:c4nary-mail@", path="c4nary-hook"))
        night = ("run", "--gateway", catalogues.gateway, "--source", "edx", "--source", "p2pu", "--home", folder)
        assert say(*night, "--survey", survey, "--as-of", "2026-11-24T07:30")[0] == 0
        Accounts(home.accounts).add("Ada", "administrator", "c4nary teapots", by="Ada", at=NOW)
        assert say(*night, "--as-of", "2026-11-25T07:30")[0] == 0
        assert hook.bodies, "what is to be hidden was used"
    assert say("backup", tmp_path / "kept.tar.gz", "--home", folder)[0] == 0
    with tarfile.open(tmp_path / "kept.tar.gz") as backup:
        backup.extractall(tmp_path / "unpacked", filter="data")
    found = sorted({*tmp_path.rglob("*.duckdb")})
    assert {path.parts[-2] for path in found} >= {"home", "builds"}
    assert sum("unpacked" in path.parts for path in found) >= 2
    assert len(found) >= 4
    wanted = [*CONTACTS, *NAMES_IN_ANSWERS, *RAW, "c4nary", *hidden_of(home).values()]
    for catalogue in found:
        assert damage(catalogue) is None
        assert told_by(catalogue, wanted) == {}, catalogue
        data = catalogue.read_bytes()
        assert [word for word in wanted if word.encode() in data] == []
        assert home.salt() not in data
    figures = say("metrics", "--home", folder)[1]
    assert "circlewise_courses" in figures
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home.catalogue}' AS c (READ_ONLY)")
        titles = {
            text.casefold()
            for (text,) in connection.execute(
                "SELECT title FROM c.core.topic UNION SELECT wording FROM c.core.goal UNION "
                "SELECT survey_id FROM c.core.survey"
            ).fetchall()
            if text
        }
    assert len(titles) > 3
    logs = {path: path.read_text().casefold() for path in home.logs.iterdir()}
    assert {path.suffix for path in logs} == {".json", ".jsonl"}
    for path, told in {**logs, Path("metrics"): figures.casefold()}.items():
        assert [word for word in wanted if word.casefold() in told] == [], path
        assert (
            path.suffix == ".json" or [title for title in titles if f'"{title}"' in told or f" {title}" in told] == []
        )
    assert told_by(home.catalogue, ["Grant writing", "Excel"]).keys() == {"Grant writing", "Excel"}, "it was counted"


def test_the_search_reads_every_column_of_every_table(demo_once: Path, tmp_path: Path) -> None:
    """A word of its own is put into each column in which words can stand; all of them are found, and where."""
    copy = tmp_path / "marked.duckdb"
    shutil.copyfile(demo_once / "catalogue.duckdb", copy)
    columns = text_columns(copy)
    assert len({table for _, table, _ in columns}) > 20
    put: dict[str, str] = {}
    with duckdb.connect(str(copy)) as connection:
        for number, (schema, table, column) in enumerate(columns):
            ((kind,),) = connection.execute(
                f"SELECT data_type FROM duckdb_columns() WHERE (schema_name, table_name, column_name) = "
                f"('{schema}', '{table}', '{column}') AND database_name = current_database()"
            ).fetchall()
            mark = f"m4rk-{number}-"
            value = f"['{mark}']" if kind.endswith("[]") else f"'{mark}'"
            others = connection.execute(
                f"SELECT column_name, data_type FROM duckdb_columns() WHERE (schema_name, table_name) = "
                f"('{schema}', '{table}') AND NOT is_nullable AND column_name <> '{column}' "
                "AND database_name = current_database()"
            ).fetchall()
            given = {column: value} | {name: _some(kind, number) for name, kind in others}
            connection.execute(
                f'INSERT INTO "{schema}"."{table}" ({", ".join(given)}) VALUES ({", ".join(given.values())})'
            )
            put[mark] = f"{schema}.{table}.{column}"
    told = told_by(copy, put)
    assert {mark: where for mark, where in put.items() if where not in told.get(mark, [])} == {}


def _some(kind: str, number: int) -> str:
    """A value for a column that must have one."""
    if kind.endswith("[]"):
        return "[]"
    if kind == "VARCHAR":
        return f"'other {number}'"
    if kind in ("TIMESTAMP", "DATE"):
        return f"'2026-11-27'::{kind}"
    return "false" if kind == "BOOLEAN" else str(number)
