"""A column of people's names, told by the shape of its answers where no list has the given names.

Each answer is another one, and most are two or three words with capitals as names have them. So are wishes in title
case ("Grant Writing"); what tells them apart is that nearly every one of those has a word that ends as subjects and
activities do, or one of `SUBJECT_WORDS`. Of 2,996 terms of the library lexicon that have the shape of a name in title
case 8 read as one, of 3,248 titles of courses and skills that the words were not made from 83 (measured 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.survey.subject_words import ENDINGS, SUBJECT_WORDS, SURNAMES
from pipeline.survey.tokens import plain, singular

UPPER, LOWER = "A-ZÀ-ÖØ-Þ", "a-zà-öø-ÿß-žα-ω"
WORD = rf"(?:(?:Mc|Mac|De|Di|Du|Da|La|Le|Van|Al-|[OD]')?[{UPPER}][{LOWER}]+(?:[-'][{UPPER}]?[{LOWER}]+)*)"
INITIAL = rf"[{UPPER}]\.?"
PARTICLE = r"(?:de|la|del|los|las|da|do|dos|van|von|der|den|di|el|al|bin|ibn|y|e|st\.?|ter)"
BEHIND = r"(?:,? (?:Jr|Sr|II|III|IV|PhD|Ph\.D|MD|MLS|MLIS|MA|EdD|Esq)\.?)?"
TITLED = r"(?:(?:Mrs?|Ms|Mx|Dr|Prof|Sra?|Srta)\.? )?"
GIVEN_FIRST = re.compile(
    rf"^{TITLED}(?:{WORD}|{INITIAL})(?: (?:{PARTICLE} )*(?:{WORD}|{INITIAL})){{1,3}}(?: {PARTICLE} {WORD})?{BEHIND}$"
)
FAMILY_FIRST = re.compile(
    rf"^(?:{PARTICLE} ){{0,2}}{WORD}(?: {WORD})?, {WORD}(?: (?:{WORD}|{INITIAL})){{0,2}}{BEHIND}$"
)
FULL_WORD = re.compile(rf"(?<![\w'-])[{UPPER}][{UPPER}{LOWER}'-]+")
LONG = 6
"""Letters of the shortest word whose ending tells something: *King* and *Lance* are none."""
SHORT = 3
"""Letters below which a word tells nothing: `Al`, `Ní`."""
LEAST = 3
DISTINCT = 0.8
SHARE = 0.6


def are_names(counts: Mapping[str, int]) -> bool:
    """True where nearly every answer is another one and most read as full names; `counts` has how often each occurs."""
    n = sum(counts.values())
    if len(counts) < max(LEAST, DISTINCT * n):
        return False
    return sum(map(reads_as_name, counts)) >= SHARE * len(counts)


def reads_as_name(text: str) -> bool:
    """True for a text that is shaped like a full name, and has no word as subjects have it."""
    if text.isupper():
        text = text.title()
    if not (GIVEN_FIRST.match(text) or FAMILY_FIRST.match(text)):
        return False
    return not any(map(is_of_subject, (plain(part) for word in FULL_WORD.findall(text) for part in word.split("-"))))


def is_of_subject(word: str) -> bool:
    """True for a plain word that names of people hardly ever have: by its ending, or since it is listed."""
    has_ending = len(word) >= LONG and word.endswith(ENDINGS) and word not in SURNAMES
    return len(word) >= SHORT and (has_ending or not SUBJECT_WORDS.isdisjoint((word, singular(word))))
