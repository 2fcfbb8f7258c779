"""What people taught, as a night reads it: terms of their own, senses, verdicts, and who is named for them."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.flow.means import understanding
from pipeline.flow.taught import senses, standing, taught_reader, verdicts
from pipeline.model import Lesson, MatchDecision
from pipeline.survey import AnswerReader

DAY = datetime(2026, 11, 26)  # noqa: DTZ001 (stored times are UTC without a zone)


def lesson(
    number: int, what: Lesson, text: str, means: str | None, *, is_undone: bool = False, course_id: str | None = None
) -> MatchDecision:
    return MatchDecision(
        decision_id=number, lesson=what, text=text, course_id=course_id, means=means, note=None, decided_by="Ada",
        decided_at=DAY, undone_at=DAY if is_undone else None,
    )  # fmt: skip


def test_a_synonym_is_one_goal_with_its_concept_and_says_who_decided(reader: AnswerReader) -> None:
    known = taught_reader(reader, [lesson(3, "synonym", "asking for gifts", "grant writing")])
    meaning = known.meanings.of("asking for gifts")
    assert meaning.key == known.meanings.of("grant writing").key
    assert meaning.because == "it is held for grant writing (Ada on 2026-11-26, decision 3)"
    assert known.meanings.of("grant writing") == reader.meanings.of("grant writing")
    assert reader.meanings.of("asking for gifts").concepts == frozenset()


def test_a_narrower_term_counts_for_its_concept_and_is_a_goal_of_its_own(reader: AnswerReader) -> None:
    known = taught_reader(reader, [lesson(1, "narrower", "asking for gifts", "grant writing")])
    assert known.concepts("asking for gifts") == {"grant writing"}
    assert known.meanings.of("asking for gifts").key != known.meanings.of("grant writing").key


def test_the_latest_of_two_holds_until_it_is_taken_back(reader: AnswerReader) -> None:
    first, second = lesson(1, "synonym", "GWX", "grant writing"), lesson(2, "synonym", "GWX", "weeding")
    assert taught_reader(reader, [first, second]).concepts("GWX") == {"weeding"}
    undone = lesson(2, "synonym", "GWX", "weeding", is_undone=True)
    assert taught_reader(reader, [first, undone]).concepts("GWX") == {"grant writing"}
    assert standing([undone]) == []
    assert taught_reader(reader, [undone]) is reader


@pytest.mark.parametrize(
    ("term", "typed", "is_meant"),
    [("GWX", "gwx", True), ("CARE", "CARE", True), ("CARE", "how to care", False), ("gwx team", "GWX Team", True)],
)
def test_capitals_that_are_a_word_in_use_are_meant_in_capitals_only(
    reader: AnswerReader, term: str, typed: str, is_meant: bool
) -> None:
    known = taught_reader(reader, [lesson(1, "synonym", term, "grant writing")])
    assert ("grant writing" in known.concepts(typed)) == is_meant


def test_a_sense_takes_the_place_of_what_the_lexicon_reads(reader: AnswerReader) -> None:
    taught = [
        lesson(1, "wrong_sense", "holds", "wrestling moves", course_id="c1"),
        lesson(2, "wrong_sense", "weeding", "deselection", course_id="c2"),
    ]
    understand = understanding(reader, senses(reader, taught))
    (holds,) = understand("Holds")
    assert [(concept.name, concept.terms, concept.decision) for concept in holds.concepts] == [
        ("wrestling moves", ("wrestling moves",), "Ada on 2026-11-26, decision 1")
    ]
    assert holds.read_as == ""
    (weeding,) = understand("weeding")
    assert weeding.concepts[0].name == "weeding"
    assert "deselection" in weeding.concepts[0].terms
    assert understand("stacks") == understanding(reader)("stacks")


def test_verdicts_name_their_course_and_terms_are_none(reader: AnswerReader) -> None:
    taught = [
        lesson(1, "accepted", "weeding", None, course_id="c1"),
        lesson(2, "synonym", "GWX", "weeding"),
        lesson(3, "wrong_sense", "holds", "requests", course_id="c2"),
    ]
    found = verdicts(standing(taught))
    assert [(each.decision_id, each.course_id, each.says, each.meant) for each in found] == [
        (1, "c1", "accepted", None),
        (3, "c2", "wrong_sense", "requests"),
    ]
