"""Any table, read as any dialect: a sentence instead of a traceback, and every cell ends somewhere."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.model import Dialect, QuestionKind, QuestionMapping, SurveyMapping
from pipeline.survey import inspection, mapping_text, read_export, without_contact
from pipeline.survey.kinds import numeral
from pipeline.survey.long_form import long_form
from pipeline.survey.read import READERS
from pipeline.survey.withheld import never_stored
from pipeline.survey.wording import key, passage, shown

DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
HEADS = [
    "Timestamp", "#", "Submit Date (UTC)", "Network ID", "ID", "Start time", "Completion time", "Respondent ID",
    "record_id", "needs_complete", "skills___1", "skills___2", "Q (choice=a)", "Q (choice=b)", "grp/q", "grp/q/a",
    "grp/q/b", "_uuid", "_submission_time", "id", "submitdate", "lastpage", "seed", "G1. Words", "G2[SQ1]. Q [a]",
    "G2[SQ2]. Q [b]", "G2[other]. Q [Other]", "Topics [a]", "Topics [b]", "Rate.a", "Rate.b", "Skills - a",
    "Skills - b", "Other (please specify)", "Other", "Response", "Open-Ended Response", "Comments", "Q1",
    "Q2_1", "Q2_2", "Q2_2_TEXT", "V1", "V2", "ResponseID", "Finished", "Status", "What do you want to learn?",
    "Your name", "", "a", "b", "Q4#1_1", "Q4#1_2", "Q4#2_1", "Rate - a - x", "Rate - a - y", "Rate - b - x",
    "Rate - b - y", "Network ID", "Tags", "None", "Mornings", "zines",
    '{"ImportId":"QID1"}', '{"ImportId":"QID2","choiceId":"1"}', '{"ImportId":"QID2_5_TEXT"}', '{"ImportId":"QID3_1"}',
    '{"ImportId":"QID3_2"}', '{"ImportId":"finished"}', '{"ImportId":7}', '{"ImportId":',
]  # fmt: skip
CELLS = ["", "", "0", "1", "2", "3.0", "Yes", "No", "a", "b", "a b", "a;b", "a;b;", "a, b", "N/A", "<b>", "x;", "zines",
         "Very useful", "5 - useful", "jane@example.org", "555-010-0199", "Maria Lopez", "2026-03-02 09:00:11", "False",
         "Survey Preview", "\u200b", "é\u00a0è", "\u2028"]  # fmt: skip

TOLD: list[dict[str, Any]] = [
    {}, {}, {}, {"labels": {"0": "zero", "1": "one", "2": "two", "3": "three"}}, {"labels": {"a": "b", "b": "x; y"}},
    {"split_at": ("b",)}, {"split_at": ("Other",), "wording": "What do you want to learn?"},
]  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """One to three rows that may be headings, and answers that know nothing of them."""
    width = draw(st.integers(1, 7))
    heads = st.one_of(st.sampled_from(HEADS), st.sampled_from(CELLS))
    first = draw(st.lists(st.sampled_from(HEADS), min_size=width, max_size=width))
    others = draw(st.lists(st.lists(heads, min_size=width, max_size=width), max_size=2))
    cells = st.one_of(st.sampled_from(CELLS), st.text(max_size=6))
    body = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=8))
    return [first, *others, *body]


@given(
    table=tables(),
    dialect=st.sampled_from([None, *DIALECTS]),
    kinds=st.lists(st.sampled_from([None, *get_args(QuestionKind)]), min_size=7, max_size=7),
    more=st.lists(st.sampled_from(TOLD), min_size=7, max_size=7),
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_table_makes_a_traceback(table: Any, dialect: Any, kinds: Any, more: Any, forge: Any) -> None:
    data = forge.to_csv(table, "utf-8", ",") if _is_writable(table) else b"\x00"
    plain = SurveyMapping(dialect=dialect, questions={})
    try:
        guessed = read_export(data, "some.csv", None, plain)
        told = {
            one.question_id: QuestionMapping(kind=kind, **told)
            for one, kind, told in zip(guessed.questions, kinds, more, strict=False)
            if kind or told
        }
        export = read_export(data, "some.csv", None, SurveyMapping(dialect=dialect, questions=told))
    except UsageError:
        return
    kept, _ = without_contact(export)
    assert export.rows_read == export.rows_kept + sum(export.dropped_because.values())
    inspection(export, "some.csv", 5)
    mapping_text(export, "some.csv", 5)
    words = repr([kept.answers, [(one.options, one.steps) for one in kept.questions]])
    assert "jane@example.org" not in words
    assert "555-010-0199" not in words


def _is_writable(table: list[list[str]]) -> bool:
    try:
        "".join(cell for row in table for cell in row).encode()
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("dialect", DIALECTS)
@given(table=tables())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_cell_of_every_dialect_is_answered_withheld_or_dropped(dialect: str, table: list[list[str]]) -> None:
    (reader,) = (reader for reader in READERS if dialect == reader.DIALECT)
    rows = [["" if not passage(cell) else cell for cell in row] for row in table]
    layout = reader.layout(rows)
    long = long_form(rows, layout)
    body = rows[layout.n_header_rows :]
    withheld = never_stored(rows, layout)
    blocks = layout.without(withheld).blocks
    placed = [column for block in blocks for column in (*block.columns, *block.typed)]
    assert sorted([*placed, *withheld]) == list(range(len(rows[0])))
    assert long.rows_read == len(body) == long.rows_kept + sum(long.dropped_because.values())
    said: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for answer in long.answers:
        said[answer.respondent, answer.question_id].append(answer)
    respondents = {who for who, _ in said}
    assert len(respondents) <= long.rows_kept
    n_lost = 0
    for number, row in enumerate(body, start=1):
        who = f"r{number}"
        if who not in respondents:
            n_lost += 1
            continue
        for block in blocks:
            found = said[who, block.question_id]
            for column in (*block.columns, *block.typed):
                if row[column]:
                    assert _is_in(row[column], block, column, found), (row[column], block, found)
    assert n_lost == sum(long.dropped_because.values())


def _is_in(cell: str, block: Any, column: int, found: list[Any]) -> bool:
    """Whether a cell is among the answers to its question: by its option where it has one, else by its words."""
    if column in block.columns and block.labels:
        label = block.label_of(column)
        return any(answer.option == label and answer.state in ("chosen", "not_chosen") for answer in found)
    words = set(key(block.codes.get(numeral(shown(cell)), numeral(shown(cell)))).split())
    return words <= {word for one in found for word in key(f"{one.option or ''} {one.text or ''}").split()}
