"""One answer, read with the library lexicon: what it asks for, at which level, in which language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import LexiconTerm, SkillLevel
from pipeline.survey.cleaned import cleaned
from pipeline.survey.language import Recognizer
from pipeline.survey.lexicon import Lexicon
from pipeline.survey.meaning import Meanings
from pipeline.survey.nonanswers import NonAnswers
from pipeline.survey.phrases import Splitter
from pipeline.survey.tokens import plain_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One goal of an answer; `phrase` is as typed, `language` is that of the whole answer.

    `matching_text` is what of it names the subject, in full and rightly spelled; `typed` are the same words as typed.
    """

    phrase: str
    matching_text: str
    level: SkillLevel | None
    language: str | None
    typed: str = ""


class AnswerReader:
    """Reads answers with one lexicon; what it found for a text is remembered, since people say the same things."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.meanings = Meanings(lexicon)
        self._splitter = Splitter(lexicon)
        self._non_answers = NonAnswers(lexicon)
        self._recognizer = Recognizer(lexicon)
        self._of_text: dict[str, tuple[Said, ...]] = {}
        self._of_option: dict[str, Said] = {}
        self._dropped: dict[str, str | None] = {}

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon it reads with."""
        return self._lexicon

    def text(self, text: str) -> tuple[Said, ...]:
        """The goals of free text, in its order; of "none, except grant writing" what is excepted."""
        if text not in self._of_text:
            language = self.language(text)
            self._of_text[text] = tuple(self._said(phrase, language) for phrase in self._phrases(text))
        return self._of_text[text]

    def option(self, option: str) -> Said:
        """An option of the form, which is one goal however it is worded."""
        if option not in self._of_option:
            self._of_option[option] = self._said(option, self.language(option))
        return self._of_option[option]

    @property
    def terms(self) -> tuple[LexiconTerm, ...]:
        """Every term of the lexicon."""
        return self._lexicon.terms

    def concepts(self, phrase: str) -> frozenset[str]:
        """The concepts of the lexicon that a phrase names."""
        return self._lexicon.concepts(phrase)

    def language(self, text: str) -> str | None:
        """The language that an answer is written in; None where it does not show."""
        return self._recognizer.language(text)

    def why_dropped(self, text: str) -> str | None:
        """`non_answer` for what says nothing, `no_training_goal` for what no course teaches ("more staff"), or None."""
        if text not in self._dropped:
            said = self._non_answers.goal_part(text)
            is_lack = bool(said) and self._is_lack(plain_words(said))
            self._dropped[text] = "non_answer" if not said else "no_training_goal" if is_lack else None
        return self._dropped[text]

    def _phrases(self, text: str) -> tuple[str, ...]:
        """The goals of an answer in its own words, each without the non-answer that it may start with."""
        found: list[str] = []
        for phrase in self._splitter.phrases(self._non_answers.goal_part(text) or text):
            rest = self._non_answers.goal_part(phrase) or phrase
            found += [phrase] if rest == phrase else self._phrases(rest)
        return tuple(dict.fromkeys(found))

    def _is_lack(self, words: Sequence[str]) -> bool:
        """True for what work lacks and words that make it a lack, and no other word: "more staff and better pay"."""
        joiners = self._lexicon.words_of("joiner")
        openings, nouns = self._lexicon.list_of("lack_opening"), self._lexicon.list_of("lack")
        place, n_openings, n_nouns = 0, 0, 0
        while place < len(words):
            for size in range(min(4, len(words) - place), 0, -1):
                part = tuple(words[place : place + size])
                if part in openings or part in nouns:
                    n_openings += part in openings
                    n_nouns += part not in openings
                    place += size
                    break
            else:
                if words[place] not in joiners:
                    return False
                place += 1
        return n_openings > 0 and n_nouns > 0

    def _said(self, phrase: str, language: str | None) -> Said:
        found = cleaned(phrase, self._lexicon)
        return Said(phrase=phrase, matching_text=found.text, level=found.level, language=language, typed=found.typed)
