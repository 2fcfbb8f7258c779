"""What people taught the matcher, as a night reads it: verdicts, the sense of a word, terms of the library's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.model import SAYS, Concept, LexiconTerm, MatchDecision, Verdict
from pipeline.model.lexicon import SPOKEN_KINDS
from pipeline.survey import AnswerReader

CONCEPT_LANGUAGE = "en"
"""Concepts are named in English, and most catalogues are English: a Spanish goal finds them through the concept."""
MAX_CAPITALS = 5
"""Letters of the longest term in capitals that is an abbreviation."""


def standing(decisions: Iterable[MatchDecision]) -> list[MatchDecision]:
    """The decisions that were not undone, in the order made."""
    return sorted((each for each in decisions if each.undone_at is None), key=lambda each: each.decision_id)


def taught_reader(reader: AnswerReader, decisions: Iterable[MatchDecision]) -> AnswerReader:
    """The reader with the terms that people taught, the latest first; itself where there are none."""
    terms = [_term(reader, each) for each in reversed(standing(decisions)) if each.lesson not in SAYS]
    return AnswerReader(reader.lexicon.with_taught(terms)) if terms else reader


def verdicts(taught: Sequence[MatchDecision]) -> tuple[Verdict, ...]:
    """The verdicts on single courses among decisions that hold."""
    return tuple(
        Verdict(
            decision_id=each.decision_id,
            wording=each.text,
            course_id=each.course_id,
            says=each.lesson,
            decided_by=each.decided_by,
            decided_at=each.decided_at,
            meant=each.means,
        )
        for each in taught
        if each.lesson in ("accepted", "rejected", "wrong_sense") and each.course_id is not None
    )


def senses(reader: AnswerReader, taught: Sequence[MatchDecision]) -> dict[str, Concept]:
    """The sense in which goals are read that people marked a wrong one for, by meaning (decision 14); the latest holds.

    Of one that is a concept of the lexicon all its terms count; of free words, the words.
    """
    spoken = spoken_terms(reader)
    found: dict[str, Concept] = {}
    for each in taught:
        if each.lesson == "wrong_sense" and each.means:
            name = reader.lexicon.concept(each.means) or each.means
            for said in reader.text(each.text):
                terms = tuple(spoken.get(name, [name]))
                concept = Concept(name=name, terms=terms, decision=each.named)
                found[reader.meanings.of(said.matching_text).key] = concept
    return found


def spoken_terms(reader: AnswerReader) -> dict[str, list[str]]:
    """The English terms of every concept that say what it means.

    Without words of several senses where there are others, and without terms that people taught: those change no goal
    that lacks them.
    """
    found: dict[str, list[str]] = {}
    for term in reader.terms:
        if term.language == CONCEPT_LANGUAGE and term.kind in SPOKEN_KINDS and not term.decision:
            found.setdefault(term.concept, []).append(term.term)
    clear = {concept: [each for each in terms if not reader.lexicon.sense(each)] for concept, terms in found.items()}
    return {concept: clear[concept] or terms for concept, terms in found.items()}


def _term(reader: AnswerReader, taught: MatchDecision) -> LexiconTerm:
    """A term that somebody taught, as a row of the lexicon; one in capitals is an abbreviation.

    Where its letters are a word in use (`ILL`), it is one only where it is typed in capitals.
    """
    text = taught.text
    is_short = text.isalpha() and text.isupper() and len(text) <= MAX_CAPITALS
    kind = "narrower" if taught.lesson == "narrower" else "synonym"
    if is_short and kind == "synonym":
        kind = "capitals" if reader.lexicon.is_word(text.lower()) else "abbreviation"
    return LexiconTerm(
        language=reader.language(text) or CONCEPT_LANGUAGE,
        concept=taught.means or text,
        term=text,
        kind=kind,  # type: ignore[arg-type]
        note=taught.note or "",
        source="people of this library",
        decision=taught.named,
    )
