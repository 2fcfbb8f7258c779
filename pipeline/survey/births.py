"""Social-security numbers and dates of birth in what people typed, and columns of dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

SOCIAL_SECURITY = re.compile(
    r"(?<![\w.-])(?:\d{3}(?P<gap>[-‐‑–. ])\d{2}(?P=gap)\d{4})(?![\w-]|\.\d)"
    r"|(?i:\b(?:ssn|social security(?: (?:number|no\.?|#))?))[ :#]{0,3}(?i:is )?\d{9}\b"
)
"""Three, two and four digits (Social Security Administration): no date and no phone number has these groups."""
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre"
    r"|diciembre)\b\.?"
)
LIVING = r"(?:19|20)\d\d"
"""Years in which who answers may be born: "Lincoln, born 12 February 1809" names nobody of the staff."""
DATE = (
    rf"(?:\d{{1,2}}[/. -]\d{{1,2}}[/. -](?:{LIVING}|\d\d)|{LIVING}[/. -]\d{{1,2}}[/. -]\d{{1,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|º|o|\.)?(?: of| de)? {MONTHS}(?:,| de| del)? {LIVING}"
    rf"|{MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? {LIVING})"
)
BORN = re.compile(
    rf"(?i)(?:\b(?:d\.?o\.?b\.?|date of birth|birth ?da(?:te|y)|born|fecha de nacimiento|nac[ií](?:da|do|miento|[oó])?"
    rf"|f\. ?nac\.?|cumplea[nñ]os)\b[.: ]{{0,3}}(?:is |was |on |es |el |on the |the )?(?:[a-záéíóú]+,? )?{DATE}"
    rf"|\b(?:d\.?o\.?b\.?|date of birth|fecha de nacimiento)[.: ]{{1,3}}{LIVING}"
    rf"|\b(?:i was|i'm|i am) born (?:in|on) (?:{MONTHS} (?:of )?)?{LIVING}"
    rf"|\bnac[ií] en (?:{MONTHS} (?:de(?:l)? )?)?{LIVING}"
    rf"|\b(?:my birthday|mi cumplea[nñ]os) (?:is|was|es) (?:on |el )?(?:{MONTHS} \d{{1,2}}"
    rf"|\d{{1,2}}(?:[/.-]\d{{1,2}}| (?:de |of )?{MONTHS}))"
    r")(?!\d)"
)
ABOUT_BIRTH = re.compile(
    r"\b(?:birth ?(?:date|day|year|s)?|born|dob|nacimiento|naci[oó]|naciste|nacid[oa]|cumplea[nñ]os|geburts\w+|geboren"
    r"|naissance)\b"
)
"""Of a heading as `wording.key` gives it."""
WHEN = re.compile(rf"(?i)^(?:{DATE}|(?:{MONTHS} )?{LIVING}|\d{{1,2}}[/.-]\d{{2,4}})(?:[ T]\d{{1,2}}:\d\d.*)?$")
MOSTLY = 0.5


def births(text: str) -> Iterator[tuple[int, int]]:
    """From which letter to which each social-security number and each date of birth goes."""
    for pattern in (SOCIAL_SECURITY, BORN):
        for found in pattern.finditer(text):
            yield found.span()


def are_births(words: str, counts: Mapping[str, int]) -> bool:
    """True where a heading (`words`, as `wording.key` gives it) is about birth and most cells are dates or years.

    `counts` has how often each filled cell occurs.
    """
    if not ABOUT_BIRTH.search(words):
        return False
    n_dates = sum(n for text, n in counts.items() if WHEN.match(text))
    return 0 < n_dates >= MOSTLY * sum(counts.values())
