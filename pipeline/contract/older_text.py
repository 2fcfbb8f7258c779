"""Which encoding text is in that is not UTF-8, told by whether its letters stand as they do in words.

Excel for Mac saved CSV as Mac OS Roman for decades. The same bytes mean something in the Windows code page 1252, too:
`niño` becomes `ni–o`, `“café”` becomes `ÒcafŽÓ`. Nothing but how letters, quotes and dashes stand tells which is meant.
"""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

ENCODINGS = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "mac_roman"]
ENCODINGS += ["shift_jis", "big5", "gb18030", "euc_kr"]
WESTERN = frozenset("áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿßÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝŸ¡¿«»“”„‘’‚–—…•·€£©®™°ºª§\xa0")
NO_WORD_OF_THE_WEST = re.compile(r"[^\W\x00-\x7f]{3}")
FOREIGN = re.compile(r"[^\x00-\x7f]")
DASHES = frozenset("–—")
CONTRACTED = re.compile(r"(?:[smtd]|re|ll|ve|em|all|clock)\b", re.IGNORECASE)
"""What stands behind an apostrophe in English."""
ELIDED = re.compile(r"(?:^|[^\w])(?:[cdjlmnst]|qu)$", re.IGNORECASE)
"""What stands before one in French and Italian."""
ELIDED_BEFORE = re.compile(r"[haeiouyàâéèêëîïôûœ]\w", re.IGNORECASE)
VOWELS = frozenset("aeiouáéíóúü")
SURE = 0.75
"""The share of its letters that have to stand well before a text is taken for Mac OS Roman."""


def older_encoding(sample: bytes) -> str:
    """Of a text that is not UTF-8: Windows code page 1252 or Mac OS Roman where one gives words, else the likeliest.

    Lines that end in a carriage return alone are those of old programs for the Mac; elsewhere Windows is likelier.
    charset-normalizer 3.5.2 takes short Western texts for Central European ones (measured 2026-11), hence the order.
    """
    windows, mac = sample.decode("cp1252", "replace"), sample.decode("mac_roman", "replace")
    n_foreign = len(FOREIGN.findall(mac))
    has_mac_lines = b"\r" in sample and b"\n" not in sample
    if _fit(mac) + has_mac_lines > _fit(windows) and _fit(mac) >= SURE * n_foreign:
        return "mac_roman"
    is_western = {letter for letter in windows if not letter.isascii()} <= WESTERN
    if is_western and not NO_WORD_OF_THE_WEST.search(windows):
        return "cp1252"
    best = from_bytes(sample, cp_isolation=ENCODINGS).best()
    return best.encoding if best else "cp1252"


def _fit(text: str) -> int:
    """How many letters that are not ASCII stand as they do in Western text, less those that do not."""
    return sum(_stands(text, found.start()) for found in FOREIGN.finditer(text))


def _stands(text: str, place: int) -> int:
    """1 where a letter or sign stands as it does in words, -1 where it does not, 0 where that cannot be told."""
    sign, before, behind = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if sign not in WESTERN:
        return -1
    if sign in DASHES:
        return _dash(text, place)
    if sign in "’‘":
        return _apostrophe(text, place)
    if not sign.isalpha():
        return _mark(sign, before, behind)
    if sign in "ªº":
        return 1 if before.isdigit() or before in "nN." else -1
    if before.isdigit() or behind.isdigit():
        return -1
    if sign.isupper():
        is_within = before.isalpha() and before.islower()
        is_odd = behind.isalpha() and behind.isupper() and text[place + 2 : place + 3].islower()
        return -1 if is_within or is_odd or not (before.isalpha() or behind.isalpha()) else 1
    if before.isupper() and behind.isupper():
        return -1
    if sign == "ñ":
        return 1 if behind.lower() in VOWELS and behind and (not before.isalpha() or before.lower() in VOWELS) else -1
    if sign == "ç":
        return 1 if not behind.isalpha() or behind.lower() in "aouãõáóúâô" else -1
    if sign == "œ":
        return 1 if behind in ("u", "i") else -1
    return 1 if before.isalpha() or behind.isalpha() or sign in "àèòéóúí" else -1


def _dash(text: str, place: int) -> int:
    """A dash joins two words of more than a letter, or figures, or has a blank at both sides."""
    before, behind = (
        re.search(r"\w*$", text[max(0, place - 20) : place]),
        re.match(r"\w*", text[place + 1 : place + 20]),
    )
    one, other = (len(found[0]) if found else 0 for found in (before, behind))
    if one == other == 0 or (before and before[0].isdigit()) or (behind and behind[0].isdigit()):
        return 1
    return 1 if one > 1 and other > 1 else -1 if one and other else 0


def _apostrophe(text: str, place: int) -> int:
    before, behind = text[max(0, place - 3) : place], text[place + 1 : place + 8]
    if before[-1:].isalpha() and behind[:1].isalpha():
        return 1 if CONTRACTED.match(behind) or (ELIDED.search(before) and ELIDED_BEFORE.match(behind)) else -1
    return 1 if before[-1:].isalnum() != behind[:1].isalnum() else 0


def _mark(sign: str, before: str, behind: str) -> int:
    """Opening quotes and inverted marks stand before a word, closing ones behind one; others between none."""
    if before.isalpha() and behind.isalpha():
        return 1 if sign == "·" and before.lower() == behind.lower() == "l" else -1
    if sign in "“¿¡«„‚":
        return 1 if not before.isalnum() and not behind.isspace() else -1
    if sign in "”»…™®":
        return 1 if not behind.isalnum() else -1
    if sign in "£€":
        return 1 if before.isdigit() or behind.isdigit() else 0
    if sign == "•":
        return 1 if not before.isalnum() else -1
    return 0
