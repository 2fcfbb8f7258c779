"""What tells a course apart from others, whoever lists it: its address, its title, its provider, its course number.

Everything here is a key to compare by, never something to show.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ACCENT = re.compile("[\u0300-\u036f]")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_LEVELS = {"beginner", "beginners", "introductory", "basic", "intermediate", "advanced"}
_FUNCTION_WORDS = {"a", "an", "the", "and"}
_PROVIDER_FILLERS = {"the", "of", "at", "and", "in"}
_SUFFIX = re.compile(
    r"""[\s:,;|(\[–—-]+(?:
        speciali[sz]ation | professional\ certificate | (?:xseries|micromasters)(?:\ program)? | nanodegree |
        self[\ -]paced | (?:19|20)\d\d\ ?[tT]\d | [1-4][tT](?:19|20)\d\d | (?:run|session)\ \d{1,2} |
        (?:spring|summer|fall|autumn|winter)\ (?:19|20)\d\d | 20\d\d\ ?[-–/]\ ?20\d\d(?=\s*[)\]])
    )[\s)\]]*$""",
    re.IGNORECASE | re.VERBOSE,
)
# Addresses of the same page; each rests on what was read about the site, see docs/decisions/0009 (2026-11).
_SAME_PAGE = (
    # Old Coursera courses were at /course/SLUG.
    (re.compile(r"^coursera\.org/course/([^/?]+)$"), r"coursera.org/learn/\1"),
    # OCW dropped the department, a word without digits, from its addresses.
    (re.compile(r"^ocw\.mit\.edu/courses/(?:[a-z-]+/)?([^/?]*\d[^/?]*)(?:/index\.html?)?$"), r"ocw.mit.edu/courses/\1"),
    # The words before a Udacity key change with the title.
    (re.compile(r"^udacity\.com/course/[^/?]*--([a-z]+[\d.]+)$"), r"udacity.com/course/--\1"),
    # Google's training moved; the ids stayed.
    (re.compile(r"^cloudskillsboost\.google(?=/)"), "skills.google"),
    # Open edX: the runs of a course differ after the last plus sign.
    (re.compile(r"^([^/]+)/courses/course-v1:([^/+]+\+[^/+]+)\+[^/+?]+(?:/[a-z]+)?$"), r"\1/courses/course-v1:\2"),
    # OpenLearn: a course opens at its first section.
    (re.compile(r"^(open\.edu/openlearn/.+)/content-section-(?:0|overview)(?:\?.*)?$"), r"\1"),
)
_SERIES = re.compile(r"/(?:specializations|professional-certificates|programs?|paths)/")
_CHANGING = {"seminar", "topics"}
_OCW_SLUG = re.compile(r"^ocw\.mit\.edu/courses/([^/?]+)$")
_OPEN_EDX_NUMBER = re.compile(r"/courses/course-v1:[^/+]+\+([^/+]+)")


def address(canonical_url: str | None) -> str | None:
    """The key of a course's own page; None for a bare host, which is nobody's own page.

    `canonical_url` is what pipeline.normalize.url.canonical gives.
    """
    if canonical_url is None or not re.search(r"[/?].", canonical_url):
        return None
    for pattern, same in _SAME_PAGE:
        if pattern.search(canonical_url):
            return pattern.sub(same, canonical_url)
    return canonical_url


def course_number(own_page: str | None) -> str:
    """The number a university gives the course, from its address at OCW or an Open edX site; empty where none is told.

    OCW keeps courses of the same title apart by it: Algebraic Geometry is 18.725 and 18.726, two courses.
    """
    if own_page is None:
        return ""
    if found := _OPEN_EDX_NUMBER.search(own_page):
        return re.sub(r"[\W_]", "", found[1]).lower()
    if not (slug := _OCW_SLUG.search(own_page)):
        return ""
    department, *others = slug[1].split("-")
    number = [department]
    for part in others:
        if not re.search(r"\d", part):
            break
        number.append(part)
    return "".join(number)


def is_series(own_page: str | None) -> bool:
    """Whether the page is of a series of courses; one of these often has the title of the series (seen 2026-11)."""
    return own_page is not None and _SERIES.search(own_page) is not None


def is_ever_new(key: str) -> bool:
    """Whether a title says that the subject changes from term to term: a seminar, topics in a field."""
    return not _CHANGING.isdisjoint(key.split())


@lru_cache(maxsize=4096)
def folded(words: str) -> str:
    """The words without case, punctuation, Latin accents and apostrophes, one blank between them.

    `+` and `#` at the end of a word stay: C, C++ and C# are three languages. So do the vowel signs of other scripts.
    """
    plain = _APOSTROPHE.sub("", words) if "'" in words or not words.isascii() else words
    plain = plain.lower() if plain.isascii() else _ACCENT.sub("", unicodedata.normalize("NFKD", plain).casefold())
    plain = plain.replace("&", " and ").replace("w/", " with ")
    words = plain.translate(_LETTERS)
    if "+" in words or "#" in words:
        return " ".join(word for word in (part.lstrip("+#") for part in words.split()) if word)
    return " ".join(words.split())


class _Letters(dict[int, str]):
    """What `str.translate` puts in the place of each letter: itself, or a blank. A letter is looked at once."""

    def __missing__(self, code: int) -> str:
        kept = self[code] = chr(code) if _belongs_to_word(chr(code)) else " "
        return kept


_LETTERS = _Letters()


def _belongs_to_word(letter: str) -> bool:
    return letter.isalnum() or letter in "+#" or (not letter.isascii() and unicodedata.category(letter)[0] == "M")


def title_key(title: str) -> str:
    """The folded title without what names the kind of offer or the run; `Part 1` stays, and so does a level.

    Roman numbers become digits, so that Part I is Part 1; a title that is nothing but such a suffix stays as it is.
    Empty where a title holds no letter or digit.
    """
    words = (folded(_SUFFIX.sub("", title)) or folded(title)).split()
    return " ".join(words[:1] + [_ROMAN.get(word, word) for word in words[1:]])


def skeleton(key: str) -> str:
    """A title key without articles, `and`, plural endings and blanks: what near titles share, digit for digit.

    Never a letter else: Microeconomics and Macroeconomics differ in one, and so do a Spanish title and its Portuguese
    translation (seen 2026-11). An `a` at the end is a letter, not an article: Programming Languages, Part A.
    """
    *words, last = key.split(" ")
    return "".join([*(_singular(word) for word in words if word not in _FUNCTION_WORDS), _singular(last)])


def provider_key(provider: str | None) -> str:
    """The folded provider without small words; the order stays: York University is not the University of York."""
    if provider is None:
        return ""
    words = [word for word in folded(provider).split() if word not in _PROVIDER_FILLERS]
    return " ".join(words) or folded(provider)


def marks(key: str) -> tuple[str, ...]:
    """Numbers and levels of a title key as they come, each once: where they differ, it is another course.

    The order counts: Quantum Information II, Part 1 is not I, Part 2. A title said twice is still that title.
    """
    found = [mark for word in key.split() for mark in ([word] if word in _LEVELS else re.findall(r"\d+", word))]
    return tuple(dict.fromkeys(found))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
