"""Which subjects a goal names: what the library lexicon knows, at the width at which one circle can serve it.

A concept is mostly as wide as a circle: *phishing* and *passwords* are both online safety. Some concepts belong to one
subject (Excel and spreadsheets), and some are too broad to be one: *guitar* and *ukulele*, *biology* and *chemistry*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import SUBJECT_KINDS, About, GoalDemand
from pipeline.survey.forms import Forms
from pipeline.survey.lexicon import Span
from pipeline.survey.reader import AnswerReader
from pipeline.survey.tokens import Token, plain, plain_words, tokens

PURPOSE = frozenset({"so", "because", "when", "since", "especially", "porque", "cuando"})
"""Words after which somebody tells why or when they want the subject that they named."""
EXAMPLES = re.compile(r"\S\s*\(([^()]*)\)\W*$")
CONTEXT = frozenset({"for", "with", "at", "in", "to", "on", "as", "para", "con", "en"})
"""Words after which they tell for whom, where or with what; what follows them is context where it names no subject."""


@dataclass(frozen=True, kw_only=True)
class SubjectList:
    """What data/reference/subjects.csv says."""

    names: Mapping[str, str] = field(default_factory=dict)
    """The name of the subject, by concept; a concept that is not here is a subject of its own."""
    broad: frozenset[str] = frozenset()
    """Concepts that are no subject: each of their narrower terms is one."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Words with capitals of their own, by the word without: *ESL*, *Spanish*."""


class SubjectReader:
    """Reads goals with the library lexicon; what it found for a text is remembered."""

    def __init__(self, reader: AnswerReader, listed: SubjectList) -> None:
        self._reader = reader
        self._listed = listed
        self._known: dict[str, About] = {}
        self._forms = Forms(reader.lexicon)
        self._terms = frozenset(
            (term.concept, self._form(term.term)) for term in reader.lexicon.terms if term.kind in SUBJECT_KINDS
        )

    def about(self, goal: GoalDemand) -> About:
        """What a goal is about."""
        if goal.concepts:
            return About(subjects=frozenset(map(self._name, goal.concepts)))
        text = goal.matching_text or goal.wording
        found = self._read_once(self._without_examples(text, goal.wording))
        return found if found.subjects else self._read_once(text)

    def of_all(self, goals: Iterable[GoalDemand]) -> dict[str, About]:
        """What each goal is about, by goal_id."""
        return {goal.goal_id: self.about(goal) for goal in goals}

    def heading(self, subject: str) -> str:
        """A subject as a person would write it above a list: *web design* as *Web design*."""
        written = self.proper(subject)
        return written[:1].upper() + written[1:] if subject.islower() else subject

    def proper(self, text: str) -> str:
        """A wording with the capitals of the names that the lexicon knows: *excel formulas* as *Excel formulas*."""
        capitals: dict[int, str] = {}
        for span in self._reader.lexicon.spans(text):
            named = [*tokens(span.concept), *tokens(self._name(span.concept))[1:]]
            names = {plain(word.text): word.text for word in named if word.text[:1].isupper()}
            inside = [token for token in tokens(text) if span.start <= token.start and token.end <= span.end]
            capitals |= {token.start: names[token.plain] for token in inside if token.plain in names}
        written = list(text)
        for token in tokens(text):
            meant = self._listed.words.get(token.plain) or capitals.get(token.start, "")
            if token.text.islower() and len(meant) == len(token.text):
                written[token.start : token.end] = meant
        return "".join(written)

    def _name(self, concept: str) -> str:
        return self._listed.names.get(concept, concept)

    def _without_examples(self, text: str, wording: str) -> str:
        """The text without the words that the wording ends with in brackets: *spreadsheets (formulas, charts)*."""
        examples = EXAMPLES.search(wording)
        if examples is None:
            return text
        read, inside = tokens(text), frozenset(self._reader.lexicon.resolved(word) for word in plain_words(examples[1]))
        while read and read[-1].plain in inside:
            read = read[:-1]
        return text[: read[-1].end] if read else text

    def _read_once(self, text: str) -> About:
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> About:
        spans = [span for span in self._reader.lexicon.spans(text) if self._is_named(span, text)]
        read = tokens(text)
        if spans:
            read = read[: self._place_of(PURPOSE, read, after=spans[0].end)]
            spans = [span for span in spans if span.start <= read[-1].start]
        beside = [t for t in read if not any(span.start <= t.start and t.end <= span.end for span in spans)]
        where = self._place_of(CONTEXT, beside, after=spans[-1].end) if spans else len(beside)
        return About(
            subjects=frozenset(self._subject(span.concept, text[span.start : span.end]) for span in spans),
            rest=tuple(token.plain for token in beside[:where]),
            context=tuple(token.plain for token in beside[where:]),
        )

    def _place_of(self, words: frozenset[str], read: Sequence[Token], *, after: int) -> int:
        """The place of the first of these words behind a letter of the text; that of the end where there is none."""
        return next((n for n, token in enumerate(read) if token.start >= after and token.plain in words), len(read))

    def _is_named(self, span: Span, text: str) -> bool:
        """Whether the words are the term's own: stems alone make *wellness* of *well* and *grants* of *granting*."""
        return (span.concept, self._form(text[span.start : span.end])) in self._terms

    def _form(self, text: str) -> frozenset[str]:
        """Words without plurals, articles and *and*, a list in any order."""
        return frozenset(self._forms.of(text)) - self._reader.lexicon.words_of("joiner")

    def _subject(self, concept: str, term: str) -> str:
        """The subject that a term names: of a broad concept the term itself, unless it means the whole concept."""
        if concept not in self._listed.broad:
            return self._name(concept)
        meaning = self._reader.meanings.of(term)
        return concept if concept in meaning.concepts else meaning.form
