"""The published catalogue against the answers behind it: counts are right, small groups are told nowhere."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from pipeline.flow.demand import Demand, read_demand
from pipeline.model import DemandSettings, Job, Settings
from pipeline.store import Home, Surveys

MIN_GROUP = DemandSettings().min_group
SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="tests@example.org")
TYPED = "Coping with my divorce"
LISTED = ("Grant writing", "Public speaking", "Python")


def with_other_typed_by_two() -> bytes:
    """An export of Microsoft Forms: thirty people tick options, two of them type the same under "Other"."""
    book = openpyxl.Workbook()
    assert book.active is not None
    heads = ["ID", "Start time", "Completion time", "Email", "Name", "Which skills would you like to develop?"]
    book.active.append(heads)
    for n in range(30):
        chosen = f"{LISTED[n % 3]};" + (f"{TYPED};" if n < 2 else "")
        book.active.append([n + 1, "2026-03-02 09:00:00", "2026-03-02 09:07:00", "anonymous", None, chosen])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    from pipeline.__main__ import main

    folder: Path = tmp_path_factory.mktemp("privacy")
    survey = folder / "needs.xlsx"
    survey.write_bytes(with_other_typed_by_two())
    home = Home(folder / "home")
    assert main(["run", "--demo", "--survey", str(survey), "--home", str(home.folder), "--json"]) == 0
    return home


@pytest.fixture(scope="module")
def demand(home: Home, reader: Any) -> Demand:
    """Goals and the people behind them, from the answers kept."""
    return read_demand(Surveys(home.surveys, home.salt()).all(), SETTINGS, home.salt(), reader)


@pytest.fixture(scope="module")
def people(demand: Demand) -> dict[str, frozenset[str]]:
    """Respondents by goal_id."""
    return {goal.goal_id: goal.respondents for goal in demand.goals}


def rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home.catalogue}' AS c (READ_ONLY)")
        return connection.execute(sql).fetchall()


def test_shown_counts_are_distinct_people_and_never_few(home: Home, people: dict[str, frozenset[str]]) -> None:
    shown = rows(home, "SELECT goal_id, n_respondents FROM c.out.goal WHERE NOT is_suppressed")
    assert len(shown) >= 8
    assert {goal_id: len(people[goal_id]) for goal_id, _ in shown} == dict(shown)
    assert min(n for _, n in shown) >= MIN_GROUP


def test_topic_counts_leave_no_small_remainder(home: Home, people: dict[str, frozenset[str]]) -> None:
    """Goals whose wording is not told are in no topic; their people are in the topic's count all the same."""
    goals = dict(rows(home, "SELECT topic_id, list(goal_id) FROM c.out.topic_goal GROUP BY 1"))
    shown_goals = {goal_id for (goal_id,) in rows(home, "SELECT goal_id FROM c.out.goal WHERE NOT is_suppressed")}
    shown = rows(home, "SELECT topic_id, n_respondents FROM c.out.topic WHERE NOT is_suppressed")
    assert len(shown) >= 8
    for topic_id, n in shown:
        told = frozenset().union(*(people[goal_id] for goal_id in goals[topic_id]))
        counted = frozenset().union(*(people[goal_id] for goal_id in goals[topic_id] if goal_id in shown_goals))
        assert n >= max(len(told), MIN_GROUP)
        assert n - len(counted) not in range(1, MIN_GROUP)


def test_what_few_people_want_is_suppressed(home: Home, people: dict[str, frozenset[str]]) -> None:
    few = {goal_id for goal_id, who in people.items() if len(who) < MIN_GROUP}
    assert few
    told = rows(home, "SELECT goal_id, wording, n_respondents, is_suppressed FROM c.core.goal")
    typed = {goal_id for (goal_id,) in rows(home, "SELECT goal_id FROM c.core.goal WHERE origin = 'person'")}
    assert few & typed
    for goal_id, wording, n, is_suppressed in told:
        if goal_id in few:
            assert (n, is_suppressed) == (None, True)
            assert wording is None or goal_id not in typed


def test_nothing_found_for_what_one_person_typed_is_told(home: Home) -> None:
    hidden = "SELECT goal_id FROM c.core.goal WHERE wording IS NULL"
    assert rows(home, f"SELECT count(*) FROM ({hidden})")[0][0] > 0
    assert rows(home, f"SELECT count(*) FROM c.core.match WHERE goal_id IN ({hidden})") == [(0,)]
    reasons = rows(home, f"SELECT DISTINCT reason FROM c.core.abstention WHERE goal_id IN ({hidden})")
    assert reasons == [("what was asked for is not told: too few people share it",)]
    untitled = "SELECT topic_id FROM c.core.topic WHERE title IS NULL"
    assert rows(home, f"SELECT count(*) FROM c.core.topic_course WHERE topic_id IN ({untitled})") == [(0,)]


def test_no_table_of_the_catalogue_tells_who_answered(home: Home, people: dict[str, frozenset[str]]) -> None:
    held = home.catalogue.read_bytes()
    everyone = frozenset().union(*people.values())
    assert len(everyone) > 50
    assert [who for who in everyone if who.encode() in held] == []
    assert b"@example.org" not in held


@pytest.mark.parametrize(
    ("table", "order"), [("goal", "goal_id"), ("match", "goal_id, rank"), ("abstention", "goal_id")]
)
def test_the_order_of_rows_tells_nothing(table: str, order: str, home: Home) -> None:
    stored = rows(home, f"SELECT {order} FROM c.core.{table} ORDER BY rowid")
    assert len(stored) > 8
    assert stored == sorted(stored)


def test_what_two_people_typed_under_other_is_told_nowhere(home: Home, demand: Demand) -> None:
    (typed,) = (goal for goal in demand.goals if goal.wording == TYPED)
    assert len(typed.respondents) == 2
    told = rows(home, f"SELECT wording, origin, n_respondents FROM c.core.goal WHERE goal_id = '{typed.goal_id}'")
    assert told == [(None, "person", None)]
    columns = rows(
        home,
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() "
        "WHERE database_name = 'c' AND schema_name = 'core' AND data_type = 'VARCHAR'",
    )
    assert len(columns) > 30
    each = (
        f"SELECT '{table}.{column}' FROM c.{schema}.{table} WHERE \"{column}\" ILIKE '%{TYPED}%'"
        for schema, table, column in columns
    )
    assert rows(home, " UNION ALL ".join(each)) == []


def test_hidden_wordings_cannot_be_guessed_by_hashing(home: Home, demand: Demand, reader: Any) -> None:
    """Who knows a wording and the survey's id, both guessable, does not know the goal's id."""
    told = {goal_id for (goal_id,) in rows(home, "SELECT goal_id FROM c.core.goal")}
    assert {goal.goal_id for goal in demand.goals} == told
    guessed = set()
    for goal in demand.goals:
        text = f"{goal.survey_id}\n{reader.meanings.of(goal.wording).form}".encode()
        guessed |= {hashlib.new(name, text).hexdigest()[:12] for name in ("sha256", "sha1", "md5", "blake2b")}
        guessed.add(hashlib.blake2b(text, digest_size=6).hexdigest())
    assert not guessed & told
    other = read_demand(Surveys(home.surveys, home.salt()).all(), SETTINGS, b"another home's salt", reader)
    assert not {goal.goal_id for goal in other.goals} & told
