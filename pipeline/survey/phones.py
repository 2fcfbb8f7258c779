"""Phone numbers in what people typed, and the numbers of a library that only look like them.

Shapes are tried first, then what stands around a number decides: `LIS 501-0199` is a course, `555-0199` is a phone.
Shapes: North America (ITU-T E.164, NANP), Europe in groups of two and three digits, extensions within a house.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

DASH = "-‐‑‒–—−"
LEAST = 3
"""Digits of the shortest extension."""
GAP = rf"(?: ?[{DASH}./] ?| )"
BEFORE = rf"(?<![\w.$€£¥])(?<![\w)][{DASH}/])(?:(?<!\d,)|(?<=\d{{4}},))"
AFTER = rf"(?!\w|[.:/]\d|[{DASH}]\w|,\d{{3}}(?![{DASH}\d]))"
BETWEEN = rf"(?:{GAP}|\) ?| ?\()"
ABROAD = re.compile(rf"(?<![\w.,+])(?:\+ ?|00(?! ?0))\d(?:{BETWEEN}?\d){{7,14}}(?!\d)")
"""With the sign of a country before it: a phone number, whatever its groups."""
FULL = re.compile(
    rf"{BEFORE}(?:1{GAP})?(?:\( ?\d{{2,4}} ?\){GAP}?|\d{{2,4}}{GAP})\d{{3,4}}{GAP}?\d{{3,4}}{AFTER}"
    rf"|{BEFORE}\(?0\d{{1,4}}\)?{GAP}?\d{{5,8}}{AFTER}"
)
"""With an area before it."""
LOCAL = re.compile(rf"{BEFORE}(?:\( ?[2-9]\d\d ?\){GAP}?|[2-9]\d\d ?[{DASH}] ?)\d{{4}}{AFTER}")
"""Seven digits without an area, as towns write them."""
IN_GROUPS = re.compile(rf"{BEFORE}\(?\d{{2,3}}\)?(?P<gap>{GAP})\d{{2,3}}(?:(?P=gap)\d{{2,3}}){{2,3}}{AFTER}")
"""Groups of two or three digits, as in Europe."""
UNBROKEN = re.compile(rf"(?<![{DASH}\w.,$€£¥/#])\d{{9,11}}(?!\w|[.:/]\d|,\d{{3}}(?!\d)|[{DASH}]\w)")
EXTENSION = re.compile(
    r"(?i)(?<!\w)(?:ext(?:n|ension|ensi[oó]n)?[.:]? ?|anexo |x ?)(?:no\.? ?|n[ºo]\.? ?|#)?(\d{3,5})(?!\w|[.,]\d)"
)
"""The last digits of a number within a house."""
SPOKEN = re.compile(
    r"(?i)\b(?:(?:call|ring|dial|text|phone|reach)(?: (?:me|us|him|her|them|my \w+))?(?: (?:at|on|under))?"
    r"|(?:tele)?phone|tel|cell(?:phone)?|mobile|whatsapp|sms|fax|handy|ph|(?:my|our|his|her) number|number is"
    r"|(?:ll[aá]m\w+|escr[ií]b\w+)(?: al?)?|tel[eé]fono|tel[eé]f|tfno|m[oó]vil|celular)\b"
    rf"[ .:#]{{0,3}}(?:no\.? |number:? |is |es |= ?|at |al? )?(?P<number>\(?\d(?:{BETWEEN}?\d){{6,11}})(?!\d)"
)
"""What is introduced as a phone number: a gap that would be doubtful elsewhere is one of a phone here."""

NO_PHONE = re.compile(
    r"(?i)(?:\b(?:dewey|ddc|cdd|cdu|lcc|isbn(?:-1[03])?|issn|doi|oclc|marc|call (?:number|no\.)|signatura|version"
    r"|versi[oó]n|build|rfc|iso|ansi|niso|ieee|nfpa|model|modelo|course|curso|section|secci[oó]n|title|page|p[aá]gina|age|edad|grade"
    r"|lexile|figure)(?:e?s)? ?(?:class(?:es)? |numbers? |nos?\. ?|n[uú]meros? |#)?|[$€£¥#]) ?[:(]? ?"
    r"(?:\d(?:[\d .,&-]|(?:and|or|to|y|a)(?= ))*)?$"
)
"""What may stand before a number that is none of a phone."""
PROGRAM = re.compile(
    r"(?i)\b(?:excel|office|windows|microsoft|word|access|outlook|powerpoint|photoshop|premiere|illustrator|indesign"
    r"|acrobat|autocad|quickbooks|server) $"
)
"""What stands before the years of two versions: `Office 365-2019`."""
COURSE = re.compile(
    r"\b(?:LIS|MLIS|ENGL?|CS|CIS|BIOL?|MATH|HIST|PSYC?|SOC|CHEM|PHYS|EDUC?|SPAN|ARTH?|MUS|PHIL|ACCT|BUS|ECON|INFO|NURS"
    r"|STAT|COMM|ESL|GED) $"
)
COUNTED = re.compile(
    r"(?i)^ ?(?:[€$£¥%°]|(?:people|persons?|patrons?|users?|visitors?|staff|items?|books?|titles?|volumes?|records?"
    r"|pages?|words?|lexiles?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|dollars?|euros?|usd|square|sq|feet|ft"
    r"|seats?|children|kids|adults|students|miles|copies|points|calories|pixels|px|dpi|hz|mb|gb|kb|steps|am|pm"
    r"|personas|usuarios|libros|p[aá]ginas|minutos|horas|d[ií]as|semanas|meses|a[nñ]os|ni[nñ]os|d[oó]lares|pesos"
    r"|palabras|copias|ejemplares)\b)"
)
"""What may stand behind a figure."""
DECIMAL = re.compile(r"\d+\.\d+")
THOUSANDS = re.compile(r"[1-9]\d?(?:[ .]\d{3})+")
ENDS_IN_DIGIT = re.compile(r"\d ?$")
ROUND = "00000"
LOOKED_AT = 80


def phones(text: str) -> Iterator[tuple[int, int]]:
    """From which letter to which each phone number goes; two may overlap."""
    if sum(map(str.isdigit, text)) < LEAST:
        return
    for found in ABROAD.finditer(text):
        yield found.span()
    for found in SPOKEN.finditer(text):
        if not _is_figure(found["number"], text[found.end() : found.end() + LOOKED_AT]):
            yield found.span("number")
    for pattern in (FULL, LOCAL, IN_GROUPS, UNBROKEN):
        for found in pattern.finditer(text):
            if not _is_something_else(text, found):
                yield found.span()
    for found in EXTENSION.finditer(text):
        if found[0][0] not in "xX" or not _is_no_extension(text, found):
            yield found.span()


def _is_something_else(text: str, found: re.Match[str]) -> bool:
    """True for figures, years, ranges, times, decimals, and numbers of courses, books and shelves."""
    number, before, after = (
        found[0],
        text[max(0, found.start() - LOOKED_AT) : found.start()],
        text[found.end() : found.end() + LOOKED_AT],
    )
    if NO_PHONE.search(before) or COURSE.search(before) or _is_figure(number, after) or _is_book(number, before, after):
        return True
    groups = _groups(number)
    if _is_year(groups[-1]) and PROGRAM.search(before):
        return True
    if len(groups) == 2:
        return _is_range(*groups)
    values = [int(group) for group in groups]
    if len(groups) == 3:
        return "000" in groups or all(value % 10 == 0 for value in values)
    steps = {other - one for one, other in pairwise(values)}
    return len(groups) > 3 and (len(steps) == 1 or all(value % 5 == 0 for value in values))


def _groups(number: str) -> list[str]:
    return re.findall(r"\d+", number)


def _is_year(group: str) -> bool:
    return len(group) == len("1971") and group[:2] in ("19", "20")


def _is_figure(number: str, after: str) -> bool:
    """True for years, decimals, round sums, thousands in groups, and what is counted in some unit."""
    groups = _groups(number)
    n_years = sum(map(_is_year, groups))
    is_sum = bool(DECIMAL.fullmatch(number) or THOUSANDS.fullmatch(number) or COUNTED.match(after))
    return n_years > 1 or is_sum or (len(groups) == 1 and number.endswith(ROUND))


def _is_book(number: str, before: str, after: str) -> bool:
    """True for an ISBN in groups, or for a part of one."""
    start, rest = re.search(r"[\d -]*$", before), re.match(r"[\d -]*", after)
    digits = "".join(_groups(f"{start[0] if start else ''}{number}{rest[0] if rest else ''}"))
    return len(digits) == 13 and digits.startswith(("978", "979"))


def _is_range(one: str, other: str) -> bool:
    """True for two figures, or two times of day, of which the second is more."""
    first, last = int(one), int(other)
    if len(other) != 4 or first >= last:
        return False
    are_times = all(value // 100 < 24 and value % 100 in (0, 15, 30, 45) for value in (first, last))
    return are_times or (first % 50 == 0 and last % 50 == 0)


def _is_no_extension(text: str, found: re.Match[str]) -> bool:
    """True for `1920 x1080`, a year, three digits (`x264`), and round figures (`x1000`)."""
    digits = found[1]
    return (
        bool(ENDS_IN_DIGIT.search(text[max(0, found.start() - 2) : found.start()]))
        or len(digits) < 4
        or _is_year(digits)
        or int(digits) % 100 == 0
    )
