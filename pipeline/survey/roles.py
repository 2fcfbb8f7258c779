"""What a question is for, guessed from its wording: goals, the branch, the times somebody can come."""

from __future__ import annotations

import re

from pipeline.model import QuestionKind, QuestionRole
from pipeline.survey.goal_questions import asks_for_goals, names_goals
from pipeline.survey.person_heads import speaks_of_person
from pipeline.survey.wording import wording

MAX_WORDING = 1_000  # letters of a question that are looked at; the patterns are slow on longer ones
ROLES: tuple[tuple[QuestionRole, re.Pattern[str]], ...] = (
    (
        "facilitate",
        re.compile(
            r"\bfacilita(?:t|r\b|dor)|\b(?:willing|interested|like|able|happy|open|volunteer"
            r"|comfortable)\b.{0,40}\b(?:lead(?:ing)?|host(?:ing)?|teach(?:ing)?"
            r"|run(?:ning)?|co-?lead(?:ing)?) (?:a|an|the|one|others|your|it|circles?|sessions?|groups?|colleagues?)\b"
            r"|\b(?:could|can|would) you (?:teach|lead|host)\b"
            r"|\b(?:dispuest[oa]s?|voluntari[oa]|podr[ií]as?|puede[ns]?|[lt]e gustar[ií]a)\b.{0,30}"
            r"\b(?:dirigir|liderar|guiar|conducir|ense[nñ]ar|impartir|coordinar)\b"
        ),
    ),
    (
        "availability",
        re.compile(
            r"\bavailab|\b(?:what|which|best|preferred|good)(?: of (?:these|the following))?"
            r" (?:days?|times?|hours|shifts?|weekdays?)\b"
            r"|\bdays? (?:of the|and) (?:week|times?)\b"
            r"|\bwhen (?:could|can|would|are|do) you\b.{0,40}\b(?:meet|attend|come|join|free|able|prefer|work"
            r" best)|\btimes? (?:of (?:the )?day|works?|slots?)\b"
            r"|\bhours (?:per|a|each) week\b|\bschedule\b|\bdisponib|\bqu[eé] d[ií]as?\b"
            r"|\bcu[aá]ndo (?:puede|podr[ií]a|le conviene|prefiere|tiene tiempo)"
            r"|\b(?:qu[eé]|cu[aá]l|mejor(?:es)?) horas?\b|\bhorarios?\b"
        ),
    ),
    (
        "branch",
        re.compile(
            r"\bbranch(?:es)?\b|\b(?:which|what|your|home) (?:library|location|work ?site|site|building|facility)\b"
            r"|\b(?:work|primary|home|assigned) (?:location|library|site)\b|\blibrary (?:name|location|system)\b"
            r"|\bwhere do you (?:primarily |usually |mainly |currently )?work\b|^(?:location|library|site"
            r"|work ?site|sucursal|biblioteca)[?:]?$"
            r"|\b(?:qu[eé]|cu[aá]l(?: es)?(?: su| tu)?) (?:sucursal|biblioteca|sede)\b"
            r"|^(?:su|tu|nombre de la) (?:sucursal|biblioteca)\b|\bd[oó]nde trabaja"
        ),
    ),
    (
        "role",
        re.compile(
            r"\b(?:job|staff|position|working|professional) (?:title|class|classification|role|function"
            r"|category|type|level)\b"
            r"|\b(?:what|which|select|choose|enter|indicate|specify|state|describes?)(?: is|'s| are| was)?(?: best)?"
            r"(?: describes)? (?:your|the) (?:\w+ ){0,2}(?:role|position|job|occupation|title)\b"
            r"|^(?:your |current |primary |main |present )+(?:job |staff |work )?"
            r"(?:role|position|job|occupation|title)\b"
            r"|^(?:role|position|occupation|title|job|puesto)[?:]?$"
            r"|\b(?:cu[aá]l es|qu[eé] es|indique|describa) (?:su|tu) (?:puesto|cargo|trabajo|funci[oó]n)\b"
            r"|\bcareer stage\b|\b(?:which|what) (?:role|position)\b|\bbest describes (?:you|your (?:role"
            r"|position|job))\b"
        ),
    ),
    (
        "language",
        re.compile(
            r"\b(?:which|what|preferred|other|native|first|primary|your) languages?\b(?! model)|\blanguages?"
            r" (?:do|would|can) you\b"
            r"|\blanguage (?:preference|of instruction|s? spoken)|^(?:preferred )?languages?[?:]?$|\bidiomas?\b"
        ),
    ),
    (
        "level",
        re.compile(
            r"\bhow (?:would|do) you (?:describe|rate|assess|evaluate|judge) (?:your(?: own| current)?|yourself)\b"
            r"[^.?!]*\b(?:skills?|abilit|knowledge|experience|proficien|competen|expertise)"
            r"|\b(?:skill|experience|proficiency|knowledge|comfort|expertise|ability) levels?\b|\bproficien"
            r"|\b(?:current|your) levels?\b(?! of (?:interest|need|priority|demand|importance))"
            r"|\blevels? of (?:skill|experience|knowledge|proficiency|comfort|expertise|confidence)|\bhow"
            r" (?:experienced|comfortable|confident|familiar|skilled|advanced)\b"
            r"|^levels?[?:]?$"
        ),
    ),
)
PROGRAMMING = re.compile(r"\b(?:programming|coding|computer|markup|query) languages?\b")


def role(words: str, kind: QuestionKind) -> QuestionRole:
    """What the question is for. Goals come last: "would you lead a circle on what you want to learn" asks to lead."""
    text = wording(words)[:MAX_WORDING].casefold()
    if kind in ("contact", "date"):
        return "none"
    for name, pattern in ROLES:
        if name == "branch" and speaks_of_person(text):
            continue  # "Who is your branch manager?"
        if pattern.search(text) and not (name == "language" and PROGRAMMING.search(text)):
            return _unless_goal(name, text)
    return "goal" if asks_for_goals(text) else "none"


def _unless_goal(name: QuestionRole, text: str) -> QuestionRole:
    """Goal where the question asks what to learn and only mentions the rest ("skills for your current role")."""
    is_medium = name == "language" and text.lstrip("¿").startswith(("in ", "en "))
    may_be_mentioned = name in ("branch", "role", "level", "language") and not is_medium
    return "goal" if may_be_mentioned and names_goals(text) else name
