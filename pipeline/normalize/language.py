"""Course languages as BCP 47 tags, out of codes, locales and names in many languages.

A course is matched to readers of a language, so the tag is the primary language (`en` for `en-US`). A region or script
stays only where the written form differs enough to matter to a reader: Portuguese (`pt-BR`) and Chinese (`zh-TW`,
`zh-Hant`). A locale counts only where CLDR knows speakers of the language in the region: `fa_IL` is a settings mistake,
not Persian. The code `no` is refused, with or without region: Norwegian is written as `nb` or `nn`, no locale `no_NO`
exists, and it is a word of English; the name "Norwegian" is taken as `no`. Names and codes are read by langcodes.
"""

from __future__ import annotations

import re

import langcodes
from langcodes.tag_parser import LanguageTagError
from language_data.names import code_to_names, normalize_name

from pipeline.model import Note
from pipeline.normalize import plain
from pipeline.normalize.reading import Reading, finding, unknown

MAX_WORDS = 300
EXPECTED = "a language tag such as `en` or `pt-BR`, or the name of one language"
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}", re.ASCII)
_SEPARATORS = re.compile(r"\s*[|,;/]\s*")
_MIN_NAME = 4  # shorter Latin names are more likely noise: langcodes knows a language called "A"
_VARIED = ("pt", "zh")
_THREE_LETTERS = frozenset({"ase", "ceb", "chr", "ckb", "fil", "haw", "hmn", "prs", "tzm", "yue"})
_COMMON_NAMES = {
    "english": "en",
    "spanish": "es",
    "castilian": "es",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "portuguese": "pt",
    "portuguese (brazil)": "pt-BR",
    "dutch": "nl",
    "arabic": "ar",
    "farsi": "fa",
    "hindi": "hi",
    "japanese": "ja",
    "korean": "ko",
    "russian": "ru",
    "ukrainian": "uk",
    "turkish": "tr",
    "chinese": "zh",
    "chinese (simplified)": "zh-Hans",
    "mandarin": "zh",
    "mandarin chinese": "zh",
    "chinese - mandarin": "zh",
    "zh-cmn": "zh",
    "cmn": "zh",
    "español": "es",
    "français": "fr",
    "deutsch": "de",
    "italiano": "it",
    "português": "pt",
    "nederlands": "nl",
    "castellano": "es",
    "castellana": "es",
    "castellà": "es",
    "español castellano": "es",
    "lengua española": "es",
    "espanol": "es",
    "frances": "fr",
    "aleman": "de",
    "portugues": "pt",
    "portugués (brasil)": "pt-BR",
    "portugues (brasil)": "pt-BR",
    "holandés": "nl",
    "holandes": "nl",
    "mandarín": "zh",
    "chino mandarín": "zh",
    "chino (simplificado)": "zh-Hans",
    "vasco": "eu",
    "francais": "fr",
}
"""Names that catalogues use most or that langcodes lacks. A look-up in langcodes takes 0.2 ms, the first one 50 ms
and 26 MiB, for it reads the names of all languages in all languages (measured 2026-11).

CLDR names each language once in Spanish, with its accents: not "castellano", "holandés" or "vasco", and no "aleman".
"""

_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_NO_LANGUAGE = frozenset({"mul", "mis", "und", "zxx"})


def read(words: str | None) -> Reading[str | None]:
    """The first language that the words name, or null with a note; further languages are noted."""
    if words is None or not words.strip():
        return Reading(None)
    text = plain.one_line(words[:MAX_WORDS]).casefold()
    parts = [part for part in _SEPARATORS.split(text) if part]
    found = dict.fromkeys(known for part in parts if (known := tag(part)))
    notes: list[Note] = []
    if not found or any(tag(part) is None for part in parts):
        notes.append(unknown("language", words, EXPECTED))
    first, *others = found or (None,)
    if others:
        message = f"several languages; `{first}` is kept, {', '.join(str(other) for other in others)} left aside"
        notes.append(finding("language", words, message, kind="several_values"))
    return Reading(first, tuple(notes))


def tag(word: str) -> str | None:
    """The BCP 47 tag of one code, locale or name in lower case, or null."""
    if (known := _COMMON_NAMES.get(word) or _COMMON_NAMES.get(_bare(word))) is not None:
        return known
    if _TAG.fullmatch(word):
        return _of_code(word.replace("_", "-"))
    if word.isascii() and len(word) < _MIN_NAME:
        return None
    return _of_name(word)


def _of_code(code: str) -> str | None:
    try:
        language = langcodes.Language.get(code)
    except LanguageTagError:
        return _of_name(code)
    if language.language == "no" or not language.is_valid():
        return _of_name(code) if len(code) >= _MIN_NAME and "-" not in code else None
    region = language.territory
    if region and region.isalpha() and not _is_spoken(language.language, region):
        return None
    return _short(language)


def _of_name(name: str) -> str | None:
    return _found(name) or _found(_bare(name))


def _bare(name: str) -> str:
    """A name without what stands in brackets after it."""
    return _IN_BRACKETS.sub("", name)


def _found(name: str) -> str | None:
    """The language that has exactly this name in some language.

    langcodes 3.5.1 also finds what only starts with a name ("english nonsense", "germanistik"); that is refused here. A
    NUL makes its look-up crash.
    """
    if not name.isprintable():
        return None
    try:
        language = langcodes.find(name)
    except LookupError:
        return None
    names = code_to_names(language.to_tag()).values()
    return _short(language) if normalize_name(name) in map(normalize_name, names) else None


def _is_spoken(language: str | None, region: str) -> bool:
    return bool(langcodes.Language.make(language=language, territory=region).speaking_population())


def _short(language: langcodes.Language) -> str | None:
    primary = "zh" if language.language == "cmn" else language.language
    if primary is None or primary in _NO_LANGUAGE or (len(primary) != 2 and primary not in _THREE_LETTERS):
        return None
    variety = language.script or language.territory
    return f"{primary}-{variety}" if primary in _VARIED and variety and variety.isalpha() else primary
