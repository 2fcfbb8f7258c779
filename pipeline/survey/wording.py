"""One tidy form of the words in an export, so that the same question, option or step is the same string everywhere.

Survey tools add HTML, no-break spaces, curly quotes and line breaks: 52 of 62 headings of a real Microsoft Forms file
hold a no-break space and 42 hold a line break (seen 2026-11).
"""

from __future__ import annotations

import html
import re
import unicodedata

from pipeline.contract.grid import UNSEEN

TAG = re.compile(
    r"(?i)</?(?:a|abbr|b|big|blockquote|br|center|cite|code|dd|del|div|dl|dt|em|figure|font|form|h[1-6]|hr|i|iframe|img"
    r"|input|ins|label|li|mark|o:p|ol|option|p|pre|q|s|script|section|select|small|span|strike|strong|style|sub|sup"
    r"|svg|table|tbody|td|th|thead|tr|tt|u|ul|video)(?:[\s/][^<>]*)?>"
)
"""Markup of form tools; anything else in angle brackets ("<advanced>") is somebody's words."""
LINE_BREAK = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"'}
)
MAX_LAYERS = 8


def wording(text: str) -> str:
    """The text as one line to show: NFKC, tags and entities resolved, spaces collapsed, quotes straightened."""
    if _is_simple(text) and "<" not in text and "&" not in text:
        return " ".join(text.split())
    for _ in range(MAX_LAYERS):
        tidied = " ".join(TAG.sub(" ", html.unescape(passage(text))).split())
        if tidied == text:
            break
        text = tidied
    return text


def passage(text: str) -> str:
    """Free text as typed: NFKC, lines kept, spaces collapsed within a line, quotes straightened; tags stay."""
    if _is_simple(text):
        return " ".join(text.split())
    plain = unicodedata.normalize("NFKC", UNSEEN.sub("", text))
    lines = LINE_BREAK.sub("\n", UNSEEN.sub("", plain)).translate(QUOTES).split("\n")
    tidied = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in tidied if line)


def shown(cell: str) -> str:
    """A cell as one line; a cell that is nothing but markup is shown as it stands, so that it is not lost."""
    return wording(cell) or " ".join(passage(cell).split())


def key(text: str) -> str:
    """What two wordings are compared by: letters and digits only, case folded."""
    return " ".join(re.findall(r"\w+", wording(text).casefold()))


def _is_simple(text: str) -> bool:
    """True for plain ASCII on one line, which is most cells: nothing to do but collapse spaces (five times faster)."""
    return text.isascii() and text.isprintable()
