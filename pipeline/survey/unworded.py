"""What a question is for whose wording the export lacks: told by its options, which are all there is.

Options that are days, languages, branches, jobs, formats, obstacles, channels, devices, ages, yes and no or the steps
of a scale are no skills. What is left of a survey about learning is what people want to learn; a person who knows
better says so in the mapping.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pipeline.model import QuestionRole
from pipeline.survey import scales
from pipeline.survey.availability import free_slots
from pipeline.survey.contact import has_contact
from pipeline.survey.nonanswers import says_nothing
from pipeline.survey.tokens import plain
from pipeline.survey.wording import key

MADE_UP = "whose wording Typeform does not export"
"""In the wording of such a question, which is made of its first options and changes when another is chosen."""
Sort = Literal["times", "languages", "branches", "jobs", "about", "formats", "obstacles", "channels", "devices"]
SHARE = 0.5
MAX_LETTERS = 200
NEUTRAL = re.compile(
    r"^(?:(?:none|all|any|both|neither|some) of (?:the|these|this|those)\b.*|other|others|otro|otra|otros|(?:ninguno|"
    r"ninguna|todos|todas) (?:de|los|las)\b.*|something else|not listed|prefer not\b.*)$"
)
LANGUAGES = (
    "english spanish french german italian portuguese chinese mandarin cantonese japanese korean vietnamese tagalog "
    "russian arabic hindi urdu polish ukrainian somali amharic turkish farsi persian hmong haitian creole ingles "
    "espanol frances aleman italiano portugues chino japones coreano ruso arabe swahili nepali bengali"
)
ENGLISH = re.compile(r"^(?:english|ingles)\b")
SORTS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("languages", re.compile(rf"^(?:{'|'.join(LANGUAGES.split())}|asl|american sign language)(?: (?:only|creole))?$")),
    ("branches", re.compile(
        r"\b(?:branch|library|sucursal|biblioteca|bookmobile)$|^(?:branch|sucursal|biblioteca)\b"
        r"|^(?:main|central|headquarters|administration|downtown|north|south|east|west|northside|southside|eastside"
        r"|westside)$")),
    ("jobs", re.compile(
        r"^(?:(?!with |for |of |and |an? |the )\w+ ){0,3}(?:librarian|assistant|associate|clerk|manager|director|page"
        r"|supervisor|technician|specialist|coordinator|volunteer|administrator|catalogu?er|trustee|bibliotecari[oa]"
        r"|asistente)s?$")),
    ("obstacles", re.compile(
        r"\b(?:no|not enough|lack of|little|without) (?:time|staff|money|budget|funding|support|coverage|interest"
        r"|transport\w*|childcare|equipment|computer|internet|access|energy|motivation|confidence)\b|\btoo (?:busy|far"
        r"|expensive|tired|many|much|long|hard|difficult|old|advanced|basic)\b|^(?:time|cost|distance|workload|child"
        r" ?care|transportation|scheduling|schedule|staffing|scheduling conflicts?|budget|money|fear|falta de .*)$"
        r"|\b(?:can t|cannot) (?:leave|afford|attend|get)\b")),
    ("about", re.compile(
        r"^(?:yes|no|maybe|si|true|false)$|^(?:under|over|less than|more than|fewer than|at least|up to)? ?\d+\b"
        r"|^(?:fe)?male$|^(?:wo)?m[ae]n$|^non ?binary$|^(?:daily|weekly|monthly|yearly|never|rarely|sometimes|often"
        r"|always|once|twice)\b|^(?:full|part) time$|^(?:white|black|asian|hispanic|latin[oax])\b"
        r"|\b(?:high school|associate s|bachelor s|master s) ?(?:degree|diploma)?\b|\bdegree$")),
    ("formats", re.compile(
        r"^(?:(?:live|recorded|short|small|large|one|half|full|self|guided|hands|in|on|person|online|virtual|hybrid|paced"
        r"|webinars?|videos?|tutorials?|classes|courses?|workshops?|classroom|reading|readings|books?|articles?"
        r"|conferences?|coaching|mentoring|groups?|site|demand|day|days|lectures?|discussions?|learning|circles?|lunch"
        r"|and|learn|presencial|en|linea|virtuales|hibrido|mixed|sessions?|training|meetings?)(?: |$))+$")),
    ("channels", re.compile(
        r"^(?:by |via |the |our |a |an |from )*(?:e ?mail\w*|newsletter|phone(?: call)?|text(?: message)?|sms"
        r"|social media|facebook|instagram|twitter|linkedin|tiktok|youtube|website|web ?site|friend|family"
        r"|colleagues?|co ?workers?"
        r"|flyer|poster|word of mouth|slack|teams|mail|radio|tv|television|newspaper|intranet|manager|supervisor)"
        r"(?: (?:or|and) \w+)?$")),
    ("devices", re.compile(
        r"^(?:my |own |work |personal |home |library |a |an )*(?:laptop|desktop|tablet|smart ?phone|mobile(?: phone)?"
        r"|cell ?phone|ipad|chromebook|pc|mac|computer|printer|headset|webcam|microphone)s?(?: computer)?$")),
)  # fmt: skip
ROLES: dict[Sort, QuestionRole] = {
    "times": "availability", "languages": "language", "branches": "branch", "jobs": "role",
}  # fmt: skip


def made_up(labels: Sequence[str]) -> str:
    """What stands for the wording: the first options."""
    return f"Question {MADE_UP}: {', '.join(labels[:2])}{', ...' if len(labels) > 2 else ''}"


def sort_of(option: str) -> Sort | None:
    """What kind of thing an option is, where it is no skill."""
    words = plain(key(option[:MAX_LETTERS]))
    if NEUTRAL.match(words):
        return None
    for sort, pattern in SORTS:
        if pattern.search(words):
            return sort
    return "times" if len(words.split()) <= 5 and free_slots([(option[:MAX_LETTERS], None)]) else None


def is_english(option: str) -> bool:
    """True for the one language that people know: languages without it are languages to learn."""
    return bool(ENGLISH.search(plain(key(option[:MAX_LETTERS]))))


def is_neutral(option: str) -> bool:
    """True for "none of these", "other" and the like, which stand in questions of every kind."""
    words = plain(key(option[:MAX_LETTERS]))
    return (says_nothing(option) and words not in ("yes", "no", "maybe")) or bool(NEUTRAL.match(words))


def role_of(options: Sequence[str]) -> QuestionRole:
    """What the question is for, by at least half of its options; a goal where they are nothing else."""
    telling = [option for option in options if not is_neutral(option)]
    if not telling or scales.is_scale(telling) or any(map(has_contact, telling)):
        return "none"
    sorts = [sort_of(option) for option in telling]
    common = max(dict.fromkeys(sorts), key=sorts.count)
    is_learned = common == "languages" and not any(map(is_english, telling))
    if sorts.count(None) > SHARE * len(sorts) or is_learned:
        return "goal"
    return ROLES.get(common, "none") if common is not None and sorts.count(common) >= SHARE * len(sorts) else "none"
