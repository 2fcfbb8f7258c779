"""data/reference/lexicon: the words of library staff, a file a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

TermKind = Literal[
    "skill",
    "name",
    "synonym",
    "narrower",
    "narrower_name",
    "abbreviation",
    "capitals",
    "short",
    "level",
    "opening",
    "closing",
    "hedge",
    "non_answer",
    "exception",
    "reason",
    "lack",
    "lack_opening",
    "joiner",
    "or_joiner",
    "strong_joiner",
    "prose",
    "leading",
    "trailing",
    "generic",
    "verb",
    "preposition",
    "manner",
    "in_doing",
    "whole",
    "function",
    "ending",
    "action",
    "unchanged",
    "empty",
    "alone",
]
TERM_KINDS: tuple[str, ...] = get_args(TermKind)
SAME_KINDS = frozenset({"skill", "name", "synonym", "abbreviation", "capitals"})
"""Kinds whose terms mean what their concept means: goals worded with them are one goal."""
SUBJECT_KINDS = SAME_KINDS | {"narrower", "narrower_name"}
"""Kinds whose concept is something one can learn; the others say how people word it."""

SPOKEN_KINDS = frozenset({"skill", "name", "synonym", "narrower", "narrower_name"})
"""Kinds whose terms are words as people and titles say them, so that what they mean can be compared."""

SkillLevel = Literal["beginner", "intermediate", "advanced"]
LEVELS: tuple[str, ...] = get_args(SkillLevel)
"""What a level term may stand for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LexiconTerm:
    """One row of a lexicon file: a term in one language and what it stands for."""

    language: str
    concept: str
    term: str
    kind: TermKind
    note: str
    source: str
    """Where the term comes from: a framework's heading, a tool, the language of the desk."""
    decision: str = ""
    """Who taught it when, where people of this library did: `Ada on 2026-11-26, decision 3`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Concept:
    """A concept of the lexicon as matching takes it: its English name, and the English terms that say what it means.

    `is_name` tells a tool that the lexicon knows by its names only: what does not say one of them does not teach it.
    `spelled_out` is what is looked for instead of a name that has several senses; empty where the name is clear.
    """

    name: str
    terms: tuple[str, ...]
    spelled_out: str = ""
    is_name: bool = False
    decision: str = ""
    """Who decided that it is read so, and when, where a person did: `Ada on 2026-11-26, decision 3`."""

    @property
    def told(self) -> str:
        """Its name as explanations quote it, with the decision behind it where there is one."""
        return f"“{self.name}” (as decided by {self.decision})" if self.decision else f"“{self.name}”"


WhyNot = Literal["", "non_answer", "no_training_goal"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """One goal of a text as the lexicon reads it.

    `phrase` is as typed; `text` names the subject, in full and rightly spelled; `why_not` says why no course can help:
    `non_answer` (n/a, everything) or `no_training_goal` (more staff), empty where one may. `meaning` is the same for
    wordings that are one goal (decision 14); empty where that is not known. `read_as` spells out a word of several
    senses that is all of the goal; the word then proves nothing by itself.
    """

    phrase: str
    text: str
    level: SkillLevel | None = None
    language: str | None = None
    concepts: tuple[Concept, ...] = ()
    why_not: WhyNot = ""
    meaning: str = ""
    read_as: str = ""
