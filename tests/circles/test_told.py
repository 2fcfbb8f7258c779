"""What is published of circles tells of no few people, by itself or by adding and subtracting; attacked as a file."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

Ask = Callable[[str], list[tuple[Any, ...]]]
K = 5


def small(n: Any) -> bool:
    return n is not None and 0 < n < K


def test_no_count_of_people_is_small_in_any_table(published: Ask) -> None:
    columns = published(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE column_name LIKE 'n\\_%' ESCAPE '\\' "
        "AND schema_name IN ('core', 'out') AND table_name IN "
        "('circle', 'session', 'attendance', 'outcome', 'credential')"
    )
    assert len(columns) >= 12
    for schema, table, column in columns:
        assert published(f"SELECT * FROM {schema}.{table} WHERE {column} BETWEEN 1 AND {K - 1}") == [], (table, column)
    people = "unit IN ('people', 'people in completed circles', 'attendances')"
    assert (
        published(f"SELECT * FROM out.outcome WHERE {people} AND (value BETWEEN 1 AND 4 OR before BETWEEN 1 AND 4)")
        == []
    )


def test_those_who_were_missing_cannot_be_had(published: Ask) -> None:
    sql = """
        SELECT c.n_participants - a.n_present AS missing FROM out.attendance a JOIN out.circle c USING (circle_id)
        WHERE a.n_present IS NOT NULL AND c.n_participants IS NOT NULL
    """
    assert [missing for (missing,) in published(sql) if small(missing)] == []
    sql = "SELECT n_participants * sessions - engagements, n_participants - n_completed FROM out.circle"
    assert [pair for pair in published(sql) if small(pair[0]) or small(pair[1])] == []


def test_nothing_is_left_over_between_the_whole_and_its_parts(published: Ask) -> None:
    """Every subset of scopes: what the parts told leave of the whole is nobody, or enough people."""
    circles = {
        row[0]: row[1:] for row in published("SELECT circle_id, season, branch, topic_id, course_id FROM out.circle")
    }
    of = {"season": 0, "branch": 1, "topic": 2, "course": 3}
    for measure in ("participants", "engagements", "completions", "participations"):
        told = {
            (scope, scope_id): value
            for scope, scope_id, value in published(
                f"SELECT scope, scope_id, value FROM out.outcome WHERE measure = '{measure}' AND value IS NOT NULL"
            )
        }
        singles = {c: told[("circle", c)] for c in circles if ("circle", c) in told}
        assert singles, measure
        for (scope, scope_id), value in told.items():
            inside = [c for c in circles if scope == "all" or (scope in of and circles[c][of[scope]] == scope_id)]
            if scope == "circle" or not inside:
                continue
            shown = [c for c in inside if c in singles]
            if measure != "participants" and len(shown) < len(inside):
                assert not small(value - sum(singles[c] for c in shown)), (measure, scope, scope_id)
            if measure == "participants" and len(shown) == len(inside):
                assert not small(sum(singles[c] for c in shown) - value), "those who were in several"


def test_the_hidden_ones_are_not_a_lone_one(published: Ask) -> None:
    for table, value in (("circle", "n_participants"), ("circle", "engagements")):
        ((hidden,),) = published(f"SELECT count(*) FROM out.{table} WHERE {value} IS NULL")
        assert hidden != 1


def test_no_person_is_in_the_file(programme: Any) -> None:
    """Neither the words that people were recorded by nor the hashes they became."""
    data = programme.publish("grep.duckdb").read_bytes()
    ledger = programme.home.circles.read_bytes()
    hashes = {row.entry.person for row in _people(programme)}
    assert len(hashes) == 260
    assert all(each.encode() not in data for each in hashes)
    assert any(each.encode() in ledger for each in hashes)


def test_no_person_is_in_the_ledger_by_name(keeper: Any, rows: Any) -> None:
    names = ["Zebulon Quist", "xq-774411", "zoë ångström", "p-1", "Wilhelmina Ó Faoláin"]
    keeper.take(circle=[rows.a_circle()], session=rows.sessions("c1", 1), attendance=rows.present("c1", 1, names))
    held = b"".join(path.read_bytes() for path in keeper.home.folder.rglob("*") if path.is_file())
    for name in names[:3] + names[4:]:
        for word in name.split():
            assert word.encode() not in held
            assert word.casefold().encode() not in held


def test_one_person_is_one_however_the_number_is_written(keeper: Any, rows: Any) -> None:
    there = [rows.present("c1", n, [word]) for n, word in enumerate(["00123", "123", " 123 ", "ａ b", "A  B"], 1)]
    keeper.take(
        circle=[rows.a_circle()],
        session=rows.sessions("c1", 5),
        attendance=[row for rows_of_one in there for row in rows_of_one],
    )
    assert len({row.entry.person for row in _people(keeper)}) == 2


def test_hidden_circles_that_share_their_three_people_are_one_small_group(keeper: Any, rows: Any) -> None:
    """Two circles of the same three people, six attendances: the whole is 13, so no more than ten may be told apart."""
    groups = {"c1": range(10), "c2": range(20, 23), "c3": range(20, 23), "c4": range(30, 42)}
    keeper.take(
        circle=[rows.a_circle(name) for name in groups],
        session=[session for name in groups for session in rows.sessions(name, 1)],
        attendance=[row for name, people in groups.items() for row in rows.present(name, 1, people)],
    )
    ask = keeper.published()
    told = dict(ask("SELECT circle_id, engagements FROM out.circle"))
    ((whole,),) = ask("SELECT value FROM out.outcome WHERE scope = 'all' AND measure = 'engagements'")
    assert whole == 28
    assert (told["c2"], told["c3"]) == (None, None)
    assert sum(n is None for n in told.values()) >= 3


def test_ratings_are_told_from_five_answers_on(keeper: Any, rows: Any) -> None:
    def answers(circle: str, n: int, rating: int) -> list[dict[str, object]]:
        return [
            {"circle_id": circle, "asked": "closing", "response": k, "course_worked": rating} for k in range(1, n + 1)
        ]  # fmt: skip

    names = {"c1": 4, "c2": 6, "c3": 12}
    keeper.take(
        circle=[rows.a_circle(name, course_id=f"edx:{name}") for name in names],
        session=[session for name in names for session in rows.sessions(name, 1)],
        attendance=[
            row
            for place, (name, n) in enumerate(names.items())
            for row in rows.present(name, 1, range(100 * place, 100 * place + n))
        ],
        closing_survey=[row for name, n in names.items() for row in answers(name, n, 4)],
    )
    ask = keeper.published()
    told = ask(
        "SELECT scope_id, value, n_answers FROM out.outcome WHERE scope = 'circle' AND measure = 'course_worked'"
    )
    assert told == [("c1", None, None), ("c2", None, None), ("c3", 4, 12)]
    assert ask("SELECT value, n_answers FROM out.outcome WHERE scope = 'all' AND measure = 'course_worked'") == [
        (4, 22)
    ]


def test_the_same_ledger_hides_the_same_counts_whatever_order_it_was_recorded_in(published: Ask, keeper: Any) -> None:
    rows = keeper.made_up.ledger()
    for sheet in rows:
        keeper.take(**{sheet: rows[sheet][::-1]})
    sql = "SELECT * FROM out.outcome WHERE scope <> 'all' ORDER BY ALL"
    assert keeper.published()(sql) == published(sql)


def _people(keeper: Any) -> list[Any]:
    from pipeline.flow.circles import recorded

    return [row for row in recorded(keeper.home) if row.sheet == "attendance"]


def test_pairs_of_parts_that_lie_in_one_another_differ_by_nobody_or_enough(published: Ask) -> None:
    members: dict[tuple[str, str], frozenset[str]] = {}
    for circle, season, branch, topic, course in published(
        "SELECT circle_id, season, branch, topic_id, course_id FROM out.circle"
    ):
        for key in (
            ("all", "all"),
            ("season", season),
            ("branch", branch),
            ("topic", topic),
            ("course", course),
            ("circle", circle),
        ):
            members[key] = members.get(key, frozenset()) | {circle}
    told = {
        (scope, scope_id): int(value)
        for scope, scope_id, value in published(
            "SELECT scope, scope_id, value FROM out.outcome WHERE measure = 'participants' AND value IS NOT NULL"
        )
    }
    nested = [(a, b) for a, b in combinations(told, 2) if members[a] <= members[b] or members[b] <= members[a]]
    assert len(nested) > 30
    assert [pair for pair in nested if small(abs(told[pair[0]] - told[pair[1]]))] == []
