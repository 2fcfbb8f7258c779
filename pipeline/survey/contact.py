"""Columns that say who somebody is, where they are, or what machine they used: recognised, named, and never stored.

A column is left out by its heading, or by its content where a sizeable share of its cells looks like contact data.
Answers about where people live or work in the world (country, canton, city, postcode, census region) count as location
and are left out too, even where the form asks for them: together with a role and a branch they name a person, and no
circle is planned by them. A library's branch is none of these: it is kept, because circles meet there.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Export
from pipeline.survey.given_names import GIVEN_NAMES
from pipeline.survey.roles import role
from pipeline.survey.wording import key, wording

EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
PHONE = re.compile(
    r"(?<![\w.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?|\d{2,4}[ .-])\d{3,4}[ .-]?\d{3,4}(?![\w.])|(?<!\w)\+\d{8,15}\b"
)
IP = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){3,7}:?[0-9A-Fa-f]{1,4}(?![\w:])"
)
AGENT = re.compile(r"\b(?:Mozilla|Opera|AppleWebKit|Dalvik)/\d")
ADDRESS = re.compile(
    r"(?i)\b\d{1,5}[A-Za-z]? (?:[\w.'-]+ ){1,4}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct"
    r"|terrace|parkway|pkwy|highway|hwy|circle|place|pl)\b\.?(?!\w)"
)
POSITION = re.compile(r"^\(?-?\d{1,3}\.\d{4,}(?:[,; ]+-?\d{1,3}\.\d{4,})?\)?$")
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
WHOLE_CELL = (EMAIL, PHONE, IP, AGENT, ADDRESS)
MAX_HEAD = 500  # letters of a heading that are looked at; the patterns are slow on longer ones
SHARE = 0.2
SHARE_OF_GOALS = 0.5  # a question on goals is not given up for a few signatures: those answers go one by one
MOSTLY = 2 / 3
SHARE_NAMES = 0.3
SHARE_STAMPS = 0.8

ASKED = (
    r"(?:(?:what(?: is| s)?|which is|please|enter|provide|give|type|add|share|tell us|the|your|you|my"
    r"|our|preferred|work"
    r"|staff|home|personal|primary|contact|best|business|county|library|cell|mobile|employee|full|respondent s?"
    r"|participant s?|supervisor s?|manager s?|first|last|middle|preferred|legal|and|or|optional|required) )*"
)
END = (
    r"(?: (?:optional|required|address(?:es)?|number|no|you|id|if you (?:wish|like|want).*|so (?:that )?we .*"
    r"|we can .*))*$"
)
CONTACT_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{ASKED}(?:e mail|email|correo(?: electr[oó]nico)?)(?: or (?:tele)?phone)?{END}",
        rf"^{ASKED}(?:telephone|phone|mobile|cell|cellphone|fax|extension|tel[eé]fono|whatsapp)(?: 1| 2)?{END}",
        rf"^{ASKED}(?:name|names|surname|initials|nombre(?: completo)?|apellidos?|firstname|lastname){END}",
        r"^(?:first|last|full|middle|family|given|recipient(?: ?first| ?last)?|supervisor s?|manager s?) ?name$",
        r"^(?:first|last|recipientfirst|recipientlast)name$|^recipientemail$|^emailaddress$",
        r"\b(?:leave|enter|provide|share|give|include|add|type|write) (?:us )?(?:your|a|an) (?:full"
        r" )?(?:name|e ?mail|phone|contact)",
        r"^(?:your )?contact (?:info|information|details|data)\b",
        r"^(?:ip ?address|ip|ipaddr|user ?agent|browser|network id|referr?er|session(?: id)?|cookie|token"
        r"|external ?reference"
        r"|externaldatareference|refurl|refurl referrer url|ipaddr ip address|device(?: type| id)?|operating system)$",
        r"^(?:user ?name|user ?id|login|netid|screen name|handle|twitter|linkedin)(?: .*)?$",
        r"^(?:date of birth|birth ?date|birthday|dob|social security.*|ssn)$",
    )
)
PLACE = (
    r"(?:country|canton|province|city|town|municipality|postal code|post ?code|zip(?: code| postal"
    r" code)?|zipcode|latitude"
    r"|longitude|locationlatitude|locationlongitude|locationaccuracy|gps|geolocation|home address|mailing address"
    r"|street address|address|census region|us region|us state|state|pa[ií]s|ciudad|c[oó]digo postal)"
)
PLACE_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:your |home |location |the )*{PLACE}(?: of residence)?(?: state province region| optional)?$",
        r"^(?:location )?(?:census|us) region\b|^location census region$",
        r"^(?:\w+ ){0,2}(?:country|zip code|postcode|postal code)$",
        rf"\b(?:which|what) (?:{PLACE}) (?:do|are|is|did)\b",
        rf"^(?:what is|what s|please enter|enter|select|please select) (?:your|the) (?:home |work )?{PLACE}\b",
        r"\b(?:which|what) county do you live|\bwhere (?:do you live|are you (?:from|based|located)|you live)\b",
    )
)
BRANCH = re.compile(r"\b(?:branch|library|libraries|biblioteca|sucursal)\b")
ID_HEADS = re.compile(
    r"^(?:id|respondent ?id|response ?id|responseid|record ?id|participant ?id|collector ?id"
    r"|submission ?id|entry ?id|unnamed 0"
    r"|id response id|index|row|(?:employee|staff|badge|card|library card|personnel)(?: id| number|"
    r" no)+|redcap survey identifier"
    r"|uuid|seed|seed seed|custom(?: data)? \d+)$"
)
TIME_HEADS = re.compile(
    r"^(?:timestamp|time ?stamp|(?:start|end|completion|submission|submit|recorded|last modified"
    r"|completed|created|modified)"
    r" ?(?:time|date)?(?: utc| at| on)?|submit ?date.*|(?:start|end) ?date date .*|date ?stamp.*|date"
    r" (?:submitted|created|modified)"
    r"|submitted(?: at| on)?|duration(?: in)?(?: seconds| minutes)?|.*\btimestamp)$"
)
UNDER = re.compile(r"^_\w+$")
CAPITALISED = re.compile(r"^[A-ZÀ-Þ][\w'-]*(?:,? (?:[A-ZÀ-Þ][\w'-]*\.?|de|la|del|van|von)){0,3}$")


def column_is_withheld(head: str, cells: Sequence[str]) -> bool:
    """True where a plain column must not be stored, by its heading or by what its cells look like."""
    share = SHARE_OF_GOALS if role(head, "free_text") == "goal" else SHARE
    return head_is_withheld(head) or cells_are_contact(cells, share) or _are_stamps(cells)


def head_is_withheld(head: str) -> bool:
    """True where a heading asks for contact data, an id, a time stamp, a network trace or a place in the world."""
    words = key(head[:MAX_HEAD].replace("_", " "))
    if UNDER.match(wording(head)) or ID_HEADS.match(words) or TIME_HEADS.match(words):
        return True
    if any(pattern.search(words) for pattern in CONTACT_HEADS):
        return not re.search(r"\b(?:branch|library) name\b|\bname of (?:your|the) (?:branch|library)\b", words)
    return not BRANCH.search(words) and any(pattern.search(words) for pattern in PLACE_HEADS)


def cells_are_contact(cells: Sequence[str], share: float = SHARE) -> bool:
    """True where a sizeable share of the cells is an e-mail, phone, network address, street, position, id or name.

    A cell counts where contact data is most of it; an answer that mentions an address in passing does not make its
    column contact data, it is dropped on its own when goals are read.
    """
    counts = _counted(cells)
    n_contact = sum(n for text, n in counts.items() if _is_mostly_contact(text))
    n_names = sum(n for text, n in counts.items() if _is_name(text))
    n = counts.total()
    return 0 < share * n <= n_contact or 0 < max(share, SHARE_NAMES) * n <= n_names


def has_contact(text: str) -> bool:
    """True where free text holds an e-mail, phone number, address or profile, or somebody introduces themselves."""
    return any(pattern.search(text) for pattern in (*WHOLE_CELL, USER_INFO, INTRODUCED))


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


def _are_stamps(cells: Sequence[str]) -> bool:
    counts = _counted(cells)
    n_stamps = sum(n for text, n in counts.items() if is_time_stamp(text))
    return n_stamps > 0 and n_stamps >= SHARE_STAMPS * counts.total()


def _counted(cells: Sequence[str]) -> Counter[str]:
    """How often each filled cell occurs, as shown; distinct cells are far fewer than cells."""
    counts: Counter[str] = Counter()
    for cell, n in Counter(cells).items():
        counts[wording(cell)] += n
    del counts[""]
    return counts


def _is_mostly_contact(text: str) -> bool:
    if POSITION.match(text) or TOKEN.match(text):
        return True
    n_matched = sum(len(match[0]) for pattern in WHOLE_CELL for match in pattern.finditer(text))
    return n_matched >= MOSTLY * len(text) or bool(AGENT.search(text))


def _is_name(text: str) -> bool:
    """True for two to four capitalised words that start or (after a comma) go on with a known given name."""
    if not CAPITALISED.match(text) or (" " not in text and text.casefold() not in GIVEN_NAMES):
        return False
    first = text.split(", ")[1] if ", " in text else text
    return first.split(" ")[0].casefold() in GIVEN_NAMES
