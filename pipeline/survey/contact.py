"""Columns that say who somebody is, where they are, or what machine they used: recognised, named, and never stored.

A column is left out by its heading, or by its content where a sizeable share of its cells looks like contact data, or
where most of it has the shape of full names. What each kind of contact data looks like is a module of its own.
Answers about where people live or work in the world (country, canton, city, postcode, census region) count as location
and are left out too, even where the form asks for them: together with a role and a branch they name a person, and no
circle is planned by them. A library's branch is none of these: it is kept, because circles meet there.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.model import Export
from pipeline.survey.births import are_births, births
from pipeline.survey.contact_heads import BRANCH, head_is_withheld
from pipeline.survey.given_names import GIVEN_NAMES
from pipeline.survey.name_columns import are_names
from pipeline.survey.network import network_addresses
from pipeline.survey.phones import phones
from pipeline.survey.roles import role
from pipeline.survey.streets import TOWN, streets
from pipeline.survey.wording import key, wording

EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
SPELT = re.compile(r"(?i)(?<![\w.+'-])[\w.+'-]+ ?(?:\[ ?at ?\]|\( ?at ?\)|\{ ?at ?\}) ?[\w-]+")
"""An address written so that no machine should read it: `jane (at) example.org`."""
AGENT = re.compile(r"\b(?:Mozilla|Opera|AppleWebKit|Dalvik)/\d")
POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$")
DEGREES = (
    r"-?(?!0\d)(?:1[0-8]\d|\d{1,2})(?:\.\d{4,}°?|(?:\.\d+)?°(?: ?\d{1,2}(?:\.\d+)?['′])?(?: ?\d{1,2}(?:\.\d+)?[\"″])?)"
)
PLACED = re.compile(rf"(?<![\w.]){DEGREES} ?[NSns]?[,;/ ]{{1,3}}{DEGREES}(?: ?[EWOewo]\b)?(?![\w.])")
POSITION = re.compile(
    rf"^(?:\(?-?(?!0\d)(?:1[0-7]\d|\d{{1,2}})\.\d{{4,}}\)?"
    r"|\(?-?\d{1,2}\.\d{2,}[,; ]+-?(?:1[0-7])?\d{1,2}\.\d{2,}(?: -?\d+(?:\.\d+)?){0,2}\)?"
    rf"|\(?{PLACED.pattern}\)?)$"
)
CODE = re.compile(r"^(?:[A-Za-z]{1,4}[-# ]?\d{3,10}|\d{5,14}|\d{2,6}-\d{2,8})$")
"""How badge, card and staff numbers look."""
TOKEN = re.compile(r"^(?:R_\w{12,}|[0-9a-f]{16,}|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})$")
USER_INFO = re.compile(
    r"(?i)\bhttps?://[^\s/@]+@|(?:linkedin\.com/in|facebook\.com|instagram\.com|x\.com|twitter\.com)/\w"
)
STAMP = re.compile(
    r"^(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})[ T,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:[A-Z]{2,5}|Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?$"
)
INTRODUCED = re.compile(
    r"(?i)\bmy name(?:'s| is)\b|\b(?:call|text|e-?mail|contact|reach|phone) (?:me|us) (?:at|on|via|under)\b"
    r"|\bmi nombre es\b|\bme llamo\b|(?<![\w.])@[A-Za-z]\w{2,}"
)
PATTERNS = (EMAIL, SPELT, AGENT, PLACED)
RECOGNISERS = (phones, network_addresses, streets, births)
SIGNS = re.compile(r"[\d@:]|\bat\b", re.IGNORECASE)
"""Without one of these no text holds what the patterns and recognisers look for."""
SHARE = 0.2
SHARE_OF_GOALS = 0.5  # a question on goals is not given up for a few signatures: those answers go one by one
MOSTLY = 2 / 3
SHARE_NAMES = 0.3
SHARE_STAMPS = 0.8
SHARE_CODES = 0.8
MIN_CODES = 3

CAPITALISED = re.compile(r"^[A-ZÀ-Þ][\w'-]*(?:,? (?:[A-ZÀ-Þ][\w'-]*\.?|de|la|del|van|von)){0,3}$")


def column_is_withheld(head: str, cells: Sequence[str], question: str = "") -> bool:
    """True where a column must not be stored, by its heading or by what its cells look like.

    `question` is the wording of the question of which the column is a field, where it has one beside its heading: what
    is typed under "Other" to a question on goals are goals.

    Branches are named after people, too: the cells of such a question are names only where each is somebody's own.
    """
    if head_is_withheld(head):
        return True
    meant = role(head, "free_text")
    counts = _counted(cells)
    if meant == "branch":
        counts = Counter({text: n for text, n in counts.items() if n == 1 or not _is_name(text)})
    share = SHARE_OF_GOALS if meant == "goal" else SHARE
    if _are_contact(counts, share) or _are_stamps(counts) or are_births(key(head), counts):
        return True
    if meant == "none" and _are_codes(counts):
        return True
    names_nobody = {meant, role(question, "free_text")} & {"goal", "branch", "role"}
    return not names_nobody and (are_names(counts) or _are_in_town(counts))


def _are_contact(counts: Counter[str], share: float) -> bool:
    """True where a sizeable share of the cells is an e-mail, phone, network address, street, position, id or name.

    A cell counts where contact data is most of it; an answer that mentions an address in passing does not make its
    column contact data, it is dropped on its own when goals are read.
    """
    n_contact = sum(n for text, n in counts.items() if _is_mostly_contact(text))
    n_names = sum(n for text, n in counts.items() if _is_name(text))
    n = counts.total()
    return 0 < share * n <= n_contact or 0 < max(share, SHARE_NAMES) * n <= n_names


def has_contact(text: str) -> bool:
    """True where free text holds an e-mail, phone number, address, profile, date of birth or number of a person.

    Also where somebody introduces themselves.
    """
    return any(True for _ in _spans(text)) or any(pattern.search(text) for pattern in (USER_INFO, INTRODUCED))


def whole_contact(text: str) -> str | None:
    """What a text is that is somebody's e-mail address, phone number or network address and nothing else."""
    if EMAIL.fullmatch(text):
        return "e-mail address"
    whole = (0, len(text))
    if not text[:1].isalpha() and whole in phones(text):
        return "phone number"
    return "network address" if whole in network_addresses(text) else None


def without_contact(export: Export) -> tuple[Export, int]:
    """The export as it may be kept; the second says how many answers were blanked.

    An answer whose text or option holds contact data is blank, and no option or step of a question holds any: neither
    a mapping nor a misread heading row brings one back.
    """
    is_contact = Contact()
    answers = tuple(
        replace(answer, option=None if is_contact[answer.option or ""] else answer.option, text=None, state="blank")
        if is_contact[answer.text or ""] or is_contact[answer.option or ""]
        else answer
        for answer in export.answers
    )
    questions = tuple(
        replace(
            question,
            options=tuple(option for option in question.options if not is_contact[option]),
            steps=tuple(step for step in question.steps if not is_contact[step]),
            strengths=tuple((step, strength) for step, strength in question.strengths if not is_contact[step]),
        )
        for question in export.questions
    )
    n_blank = sum(map(operator.ne, answers, export.answers))
    return replace(export, questions=questions, answers=answers), n_blank


class Contact(dict[str, bool]):
    """By text, whether it holds contact data; each distinct text is looked at once."""

    def __missing__(self, text: str) -> bool:
        found = self[text] = has_contact(text)
        return found


def is_time_stamp(text: str) -> bool:
    """True for a date with a time of day."""
    return bool(STAMP.match(wording(text)))


def _are_stamps(counts: Counter[str]) -> bool:
    n_stamps = sum(n for text, n in counts.items() if is_time_stamp(text))
    return n_stamps > 0 and n_stamps >= SHARE_STAMPS * counts.total()


def _are_in_town(counts: Counter[str]) -> bool:
    """True where most cells are a house number, a street and a town: "12 Broadway, Anytown"."""
    n_placed = sum(n for text, n in counts.items() if TOWN.match(text))
    return 1 < n_placed >= MOSTLY * counts.total()


def _are_codes(counts: Counter[str]) -> bool:
    """True where nearly every cell is a number of one length, or letters and a number, and no two are the same."""
    codes = [text for text in counts if CODE.match(text)]
    is_own = max(counts.values(), default=0) == 1
    lengths = Counter(map(len, codes)).most_common(1)
    is_alike = bool(lengths) and lengths[0][1] >= SHARE_CODES * counts.total()
    return is_own and is_alike and len(codes) >= MIN_CODES and len(codes) >= SHARE_CODES * counts.total()


def _counted(cells: Sequence[str]) -> Counter[str]:
    """How often each filled cell occurs, as shown; distinct cells are far fewer than cells."""
    counts: Counter[str] = Counter()
    for cell, n in Counter(cells).items():
        counts[wording(cell)] += n
    del counts[""]
    return counts


def _is_mostly_contact(text: str) -> bool:
    if POSITION.match(text) or TOKEN.match(text) or POSTCODE.match(text):
        return True
    n_matched, last = 0, 0
    for start, end in sorted(_spans(text)):
        n_matched += max(0, end - max(start, last))
        last = max(last, end)
    return n_matched >= MOSTLY * len(text) > 0 or bool(AGENT.search(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """From which letter to which each piece of contact data goes; they may overlap."""
    if SIGNS.search(text):
        yield from (found.span() for pattern in PATTERNS for found in pattern.finditer(text))
        for recogniser in RECOGNISERS:
            yield from recogniser(text)


def _is_name(text: str) -> bool:
    """True for two to four capitalised words that start or (after a comma) go on with a known given name.

    A library that is named after somebody is none.
    """
    if BRANCH.search(text.casefold()):
        return False
    if not CAPITALISED.match(text) or (" " not in text and text.casefold() not in GIVEN_NAMES):
        return False
    first = text.split(", ")[1] if ", " in text else text
    return first.split(" ")[0].casefold() in GIVEN_NAMES
