"""Every sentence that the code makes for people is known in Spanish: gathered from the code itself, not from a list."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.circles.entries import COLUMNS, expected
from pipeline.review.languages import languages
from pipeline.review.messages import MESSAGES
from pipeline.review.sentences import sayer
from pipeline.store import Catalogue

SPANISH = sayer(languages()["es"])
MADE: dict[str, tuple[str, ...]] = {
    "pipeline/match/features/*.py": (", and the course",),
    "pipeline/match/calibrate.py": (),
    "pipeline/topics/season/explain.py": (),
    "pipeline/topics/season/relax.py": (),
    "pipeline/topics/shortlist.py": (),
    "pipeline/flow/season.py": (),
    "pipeline/flow/season_problem.py": (),
    "pipeline/survey/strategy.py": (),
    "pipeline/circles/entries.py": (
        "the ledger holds a row of `",
        "` that this release cannot read",
        "update Circlewise",
    ),
    "pipeline/circles/links.py": (", a row recorded before",),
    "pipeline/hold.py": (),
    "pipeline/flow/look_up.py": (
        "' AND is_active",
        "SELECT max_by(outcome, started_at), max_by(reason, started_at) FROM out.run WHERE source =",
        "canonical_url = '",
        "is not a public one",
        "not a public address",
        "private network",
    ),
    "pipeline/flow/course_page.py": (),
    "pipeline/fetch/robots.py": (r"(?i)^\s*user[- ]?agent\s*[:\s]\s*(.*)$",),
}
"""Where sentences are made, with what is no sentence there or only part of one."""
PLACE = re.compile(r"%\(\w+\)s")
HOLE = "\0"
KNOWN = [PLACE.sub(HOLE, message).replace("%%", "%") for message in MESSAGES]


def _literals(source: str) -> Iterator[str]:
    """Texts and f-strings of a module, with a mark for each value; no docstrings."""
    tree = ast.parse(source)
    left_out: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            left_out |= {id(each) for each in ast.walk(node) if isinstance(each, ast.Constant)} - {
                id(inner)
                for value in node.values
                if isinstance(value, ast.FormattedValue)
                for inner in ast.walk(value.value)
            }
            yield "".join(each.value if isinstance(each, ast.Constant) else HOLE for each in node.values)  # type: ignore[misc]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node.value


def _chunks(literal: str) -> Iterator[str]:
    """The parts of a sentence between its values that hold two words or more."""
    for chunk in re.split(f"{HOLE}|[?]$|{{\\w+}}|; |[“”]", literal):
        if len(re.findall(r"[a-z]{2,}", chunk)) >= 2 and " " in chunk.strip():
            yield chunk


@pytest.mark.parametrize("place", MADE)
def test_every_sentence_of_the_code_is_known(root: Path, place: str) -> None:
    found = {chunk for path in root.glob(place) for text in _literals(path.read_text()) for chunk in _chunks(text)}
    assert found
    assert (
        sorted(
            chunk
            for chunk in {each.strip() for each in found} - set(MADE[place])
            if not any(chunk in each for each in KNOWN)
        )
        == []
    )


def test_what_every_field_of_the_ledger_expects_is_said_in_spanish() -> None:
    wrong = {sentence for columns in COLUMNS.values() for c in columns for sentence in _refusals(expected(c))}
    assert len(wrong) > 20
    for sentence in wrong:
        said = SPANISH(sentence)
        assert "se esperaba" in said
        assert not re.search(r"\b(was|found|empty|letters|number|such|day)\b", said), said


def _refusals(what: str) -> Iterator[str]:
    yield f"empty, {what} was expected"
    yield f"found `x; y`, {what} was expected"


def test_every_reason_of_the_demo_is_said_in_spanish(demo_once: Path) -> None:
    with Catalogue(demo_once / "catalogue.duckdb") as catalogue:
        rows = catalogue.query("SELECT explanation FROM core.match").rows
        reasons = {part["because"] for (text,) in rows for part in json.loads(text)}
        others = {
            text
            for query in (
                "SELECT reason FROM out.abstention",
                "SELECT reason FROM out.season_left_out",
                "SELECT because FROM core.season",
                "SELECT message FROM core.season_plan",
                "SELECT because FROM out.topic_strategy",
            )
            for (text,) in catalogue.query(query).rows
        }
    assert len(reasons) > 50
    assert len(others) > 1
    assert sorted(text for text in reasons | others if SPANISH(text) == text) == []
