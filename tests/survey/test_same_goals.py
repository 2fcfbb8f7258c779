"""Which wordings are one goal, held against pairs that people judged: a wrong join is an error, a miss is not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.model import Wish
from pipeline.survey import AnswerReader, goals

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "data" / "judgements" / "same_goals.csv"
LEAST_JOINED = 0.9
KEY = b"k" * 32


def pairs(is_same: str) -> list[tuple[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [(row["one"], row["other"]) for row in csv.DictReader(file) if row["is_same"] == is_same]


def wish(respondent: str, text: str, reader: AnswerReader) -> Wish:
    said = reader.option(text)
    return Wish(
        respondent=respondent,
        question_id="q1",
        wording=text,
        origin="person",
        strength=1.0,
        matching_text=said.matching_text,
        level=said.level,
        language=said.language,
        typed=said.typed,
    )


def are_one(one: str, other: str, reader: AnswerReader) -> bool:
    return len(goals([wish("r1", one, reader), wish("r2", other, reader)], "s1", KEY, reader.meanings, 5)) == 1


def test_the_judgements_are_enough_and_each_stands_once() -> None:
    assert len(pairs("no")) >= 60
    assert len(pairs("yes")) >= 40
    all_of_them = [frozenset(pair) for pair in pairs("no") + pairs("yes")]
    assert len(set(all_of_them)) == len(all_of_them)
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["is_same"] for row in rows} == {"yes", "no"}
    assert all(row["why"] for row in rows if row["is_same"] == "no")


@pytest.mark.parametrize("pair", pairs("no"), ids=" / ".join)
def test_what_is_easily_taken_for_the_same_stays_apart(pair: tuple[str, str], reader: AnswerReader) -> None:
    assert not are_one(*pair, reader)


def test_what_means_the_same_is_joined(reader: AnswerReader) -> None:
    wanted = pairs("yes")
    missed = [pair for pair in wanted if not are_one(*pair, reader)]
    print(f"joined: {len(wanted) - len(missed)} of {len(wanted)}; missed: {missed}")
    assert len(missed) <= (1 - LEAST_JOINED) * len(wanted)


def test_no_two_concepts_of_the_lexicon_become_one(reader: AnswerReader) -> None:
    """Every term that means its concept comes back to it, and a term beside it is a goal of its own."""
    same, beside = 0, 0
    for term in reader.lexicon.terms:
        meaning = reader.meanings.of(term.term)
        if term.kind in ("skill", "name", "synonym") and meaning.rule == "concept" and "also of" not in term.note:
            assert meaning.concepts == {term.concept}, term
            same += 1
        elif term.kind in ("narrower", "narrower_name"):
            assert term.concept not in meaning.concepts or meaning.rule == "concepts", term
            beside += 1
    assert same > 900
    assert beside > 1500


def test_wordings_of_a_goal_and_why_they_are_there_can_be_seen(reader: AnswerReader) -> None:
    said = [
        "readers advisory",
        "RA",
        "RA",
        "managing interns",
        "management of interns",
        "maps",
        "Maps!",
        "zoo progs",
        "zoo programs",
    ]
    found = goals([wish(f"r{n}", text, reader) for n, text in enumerate(said)], "s1", KEY, reader.meanings, 5)
    seen = {frozenset(each.wording for each in goal.wordings): goal for goal in found}
    assert {(each.wording, each.because) for each in seen[frozenset({"readers advisory", "RA"})].wordings} == {
        ("readers advisory", "the library lexicon holds it for readers advisory"),
        ("RA", "read as “readers advisory”; the library lexicon holds it for readers advisory"),
    }
    interns = seen[frozenset({"managing interns", "management of interns"})]
    assert {(each.rule, each.because) for each in interns.wordings} == {("order", "the same words in another order")}
    (maps,) = seen[frozenset({"Maps!"})].wordings
    assert (maps.rule, len(maps.respondents)) == ("words", 2)
    assert {(each.wording, each.rule) for each in seen[frozenset({"zoo progs", "zoo programs"})].wordings} == {
        ("zoo progs", "spelling"),
        ("zoo programs", "words"),
    }


def test_no_way_of_typing_is_lost_and_one_alone_is_not_called_the_same(reader: AnswerReader) -> None:
    said = ["zine bindings", "Zine Bindings", "zine binding", "I want to learn zine binding", "RA", "basket stakes"]
    found = goals([wish(f"r{n}", text, reader) for n, text in enumerate(said)], "s1", KEY, reader.meanings, 5)
    each = {one.wording: one for goal in found for one in goal.wordings}
    (zines,) = [one for one in each.values() if one.also]
    assert {words.casefold() for words in (zines.wording, *zines.also)} == {
        "zine bindings",
        "zine binding",
        "i want to learn zine binding",
    }
    assert each["basket stakes"].because == "the only wording of its goal"
    assert each["RA"].because == "read as “readers advisory”; the library lexicon holds it for readers advisory"
