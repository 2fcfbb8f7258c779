"""Plain text out of whatever a source sends: markup, entities (escaped twice too) and hidden characters go.

For titles, descriptions, topics and provider names. Only names of HTML elements count as tags, so that the `<T>` of
"Generics: List<T>" stays; a `<` that opens no complete tag stays too.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection

from pipeline.contract import markup_text
from pipeline.model import Note
from pipeline.normalize.reading import finding

MAX_PASSES = 10  # texts escaped twice occur (edX feed, seen 2016); deeper nesting is not text any more
ELEMENTS = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br "
    "button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em "
    "embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr "
    "html i iframe img input ins kbd label legend li link main map mark marquee menu meta meter nav nobr noscript "
    "o:p object ol optgroup option output p param picture pre progress q rp rt ruby s samp script section select "
    "slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th "
    "thead time title tr track tt u ul var video wbr "
)


def _any_of(words: Collection[str]) -> str:
    """A pattern of exactly these words, letter by letter: one alternative after the other took four times as long."""
    starts: dict[str, list[str]] = {}
    for word in words:
        if word:
            starts.setdefault(word[0], []).append(word[1:])
    parts = [re.escape(letter) + _any_of(rest) for letter, rest in starts.items()]
    found = parts[0] if len(parts) == 1 and "" not in words else f"(?:{'|'.join(parts)})" if parts else ""
    return f"{found}?" if "" in words and found else found


_TAG = rf"(?:/?{_any_of(ELEMENTS.split())}(?![\w:-])[^<>]*>|[!?][^<>]*>)"
_MARKUP = re.compile(rf"<{_TAG}|&#?\w{{1,32}};", re.IGNORECASE)
_STRAY = re.compile(rf"<(?!{_TAG})", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:p|br|li|ul|ol|div|tr|h[1-6])\b", re.IGNORECASE)
_HARMFUL = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\ufeff]")
_SPACES = str.maketrans("\t\n\v\f\r", "     ")
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain(words: str) -> str:
    """Words without markup, entities and hidden characters, in NFC; line breaks stand where blocks ended."""
    text = _without_hidden(words)
    if "<" not in text and "&" not in text:  # most words have no markup: a tenth of the time
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if has_blocks(text):
        text = " ".join(text.split())
    for _ in range(MAX_PASSES):
        if ("<" not in text and "&" not in text) or not _MARKUP.search(text):
            break
        before = text
        text = _without_hidden(markup_text(_STRAY.sub("&lt;", text)))
        if text == before:
            break
    return unicodedata.normalize("NFC", text)


def has_blocks(words: str) -> bool:
    """Whether there are elements that end lines: then the source's own line breaks mean nothing."""
    return _BLOCK.search(words) is not None


def one_line(words: str) -> str:
    """Words as plain text on one line, white space folded."""
    return " ".join(plain(words).split())


def untagged(words: str) -> str:
    """Words with tags cut out by pattern and all between them kept, scripts included; for text, never for HTML."""
    text = _without_hidden(words)
    for _ in range(MAX_PASSES):
        text = html.unescape(text)
    return " ".join(_without_hidden(re.sub(r"<[^<>]*>", " ", text)).split())


def cut(text: str, length: int) -> str:
    """Text of at most `length` characters, cut between words where one ends nearby, with `…` where it was cut."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    end = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:end] if end > length * 0.8 else kept).rstrip() + "…"


def damage(field: str, words: str) -> tuple[Note, ...]:
    """Notes on characters that tell of damage (U+FFFD) or of tricks (control characters, overrides of direction)."""
    if words.isprintable() and "\ufffd" not in words:
        return ()
    notes = []
    if "\ufffd" in words or _SURROGATE.search(words):
        notes.append(finding(field, words, "characters were lost before they reached us (U+FFFD)", kind="damaged_text"))
    if match := _HARMFUL.search(words):
        message = f"U+{ord(match[0]):04X} was removed; no text needs it"
        notes.append(finding(field, words, message, kind="hidden_characters", level="warning"))
    return tuple(notes)


def _without_hidden(text: str) -> str:
    if text.isprintable() or (text.isascii() and text.translate(_SPACES).isprintable()):
        return text  # what is hidden is never printable
    text = _SURROGATE.sub("\ufffd", text)
    return _INVISIBLE.sub("", _HARMFUL.sub("", text))
