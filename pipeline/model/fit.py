"""The signals of circle fit, and data/reference/fit_words.yaml: the words by which a description tells of some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.model.setting import setting

Signal = Literal[
    "free_of_charge",
    "free_to_the_end",
    "no_purchase",
    "weeks_fit",
    "weekly_load_fits",
    "open_for_enrolment",
    "dates_fit",
    "language_fits",
    "weekly_modules",
    "discussion_or_project",
    "open_licence",
    "no_login",
    "accessibility_stated",
    "reading_level_fits",
    "still_there",
    "seen_lately",
    "worked_in_a_circle",
]


@dataclass(frozen=True, kw_only=True)
class SignalWords:
    """The phrases by which a description says yes or no to one signal; `#` stands for a number."""

    yes: tuple[str, ...] = setting("phrases that say yes", default=())
    no: tuple[str, ...] = setting("phrases that say no", default=())


@dataclass(frozen=True, kw_only=True)
class FitWords:
    """What fit_words.yaml may say: one entry a signal that is read from descriptions."""

    no_purchase: SignalWords = setting("nothing has to be bought: books, software, equipment")
    weekly_modules: SignalWords = setting("the course is cut into weeks, modules or lessons")
    no_login: SignalWords = setting("the course is open without an account")
    discussion_or_project: SignalWords = setting("people discuss or make something together")
    accessibility_stated: SignalWords = setting("captions, transcripts or other aids are promised")
