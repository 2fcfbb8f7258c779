"""Headings that ask for a person, whatever else they ask for: a name beside a branch, a supervisor, a colleague.

"Branch name" asks for a place, "Your name and branch" for a person as well; "Are you a branch manager?" is answered by
yes or no, and "What would your manager like you to learn?" by wishes. So headings are told by who is asked for.
"""

from __future__ import annotations

import re

from pipeline.survey.goal_questions import asks_for_goals, names_goals
from pipeline.survey.wording import key, wording

MAX_HEAD = 500  # letters of a heading that are looked at; the patterns are slow on longer ones
FIELD = re.compile(r"\$?\{+[^{}]*\}+")
"""An answer that the form puts into a later question: `{{field:abc}}` of Typeform, `${q://QID1}` of Qualtrics."""
BETWEEN = re.compile(r"[,;:/&+.?!|–—]|\s-\s|(?i:\by\b)")
PLACE = (
    r"(?:branch(?:es)?|librar(?:y|ies)|locations?|sites?|buildings?|facilit(?:y|ies)|systems?|departments?|dept"
    r"|work ?place|school|county|city|town|organi[sz]ation|institution|employer|team|unit|agency|consortium"
    r"|biblioteca|sucursal)"
)
PERSON = r"(?:supervisor|manager|boss|director|team lead(?:er)?|line lead|supervisora?|jef[ea]|gerente)"
COLLEAGUE = (
    r"(?:colleagues?|co ?workers?|team ?mates?|team members?|staff members?|staff person|employees?|persons?|people"
    r"|facilitators?|someone|somebody|compañer[oa]s?)"
)
PLACE_NAME = re.compile(
    rf"\b{PLACE}(?: s)? names?\b|\bnames? of (?:(?!(?:at|in|of|and|or|from|to|for|by|who)\b)\w+ ){{0,4}}?{PLACE}\b"
    rf"(?! (?:\w+ )?{PERSON}\b)|\bnombres? (?:de|del) (?:(?:su|tu|la|el|mi) )*{PLACE}\b|\bplease name(?= and\b|$)"
    rf"|\bname (?:your|the|which|a|any|one|two|three|four|five|up|some|all|every)\b"
    rf"(?! (?:\w+ )?(?:names?|{PERSON}|{COLLEAGUE})\b)"
)
"""What is no name of a person: that of a place, and *name* as a verb."""
JOB = r"(?:job|title|position|role|staff|employee|supervisor|manager|e ?mail|phone)"
OF_SUBJECT = re.compile(
    r"\b(?:courses?|class(?:es)?|topics?|skills?|programs?|circles?|events?|books?|software|tools?)\b"
)
MANNER = (
    r"(?:(?:the|your|my|our|direct|immediate|current|line|branch|library|location|site|department|dept|assistant"
    r"|deputy|regional|area|district|division|general|executive|system|team|unit|name|of|s|su|de|la|el) )*"
)
LEADS = (
    r"(?:facilitat|lead|host|teach|run|recommend|nominat|suggest|mentor|coach|report|supervis|manag|good|best|great)"
)
NOT_TOLD = re.compile(
    r"^(?:how|why|when|do|does|did|is|are|was|were|has|have|had|would|will|can|could|may|might|should|shall"
    r"|if)\b(?!.*\b(?:who|whom|nominate|(?:recommend|suggest|name) (?:a |an |one |any )?(?:\w+ )?"
    rf"{COLLEAGUE}|(?:tell|give|leave|enter|provide|share|state|sign|write|add) (?:us |me )?your)\b)"
)
"""Answered by yes or no, a time, a degree or a reason."""
OF_PERSON = re.compile(
    r"\byour (?:(?:full|first|last|own|legal|preferred|given|family|middle|chosen|complete) )*names?\b"
    rf"|\b(?:first|last|full|{PERSON} s?) ?names?\b"
    r"|(?:^|\band |\bor |\btell us |\bsay |\bknow )who(?: are you(?= and|$)|(?: is| s| are)"
    rf" {MANNER}{PERSON}\b|m? do you report| (?:supervises|manages) you)"
    rf"|\b(?:which|what)(?: is| s| are)? {MANNER}{PERSON}\b(?=.*\b(?:report|work|have|under|answer)\b|$)"
    rf"|^{MANNER}{PERSON}(?: s)?(?: name)?(?: (?:at|in|of|for|and) {MANNER}{PLACE})?(?: name)?$"
    rf"|\b{PLACE}(?: and| or)+ {MANNER}{PERSON}(?: s)?(?: name)?$"
    rf"|^{MANNER}{PERSON} and\b|\bqui[eé]n es {MANNER}{PERSON}\b|\bnames? of (?:the |your |any |a |other )*{COLLEAGUE}"
)
OF_COLLEAGUE = re.compile(
    rf"(?:^|\band |\btell us )whom?\b(?! (?:are your|do you serve|uses?)\b).*\b{LEADS}"
    rf"|\b(?:which|what) (?:of your |other |one of your )*{COLLEAGUE}"
    r" (?:would|do|does|could|should|can|might|will|to|you|from|at|in|on|has|have|is|are)\b"
    r"|\b(?:recommend|nominat|suggest|refer|name)(?:e|ing|ions?)? (?:for |of )?"
    rf"(?:a |an |one |any |another |your |some )*(?:\w+ )?{COLLEAGUE}\b(?! (?:skills?|training|learn))|^nominations?$"
)
LISTED_NAME = re.compile(r"(?:^|\band |\bor )(?:(?:your|su|tu) )?(?:names?|nombres?)(?= and\b| or\b|$)")
BESIDE_NAME = re.compile(rf"\b(?:{PLACE}|{JOB}|who)\b")
SOMEBODY = re.compile(
    rf"\b(?:names?|nombres?|qui[eé]n)\b|\b(?<!in )(?<!per )person\b(?! s\b)|^contact\b"
    rf"|(?:^|\band |\bor |\btell us )who\b|\b{PERSON}\b(?! (?:role|position|title|level)\b)"
)
INDEFINITE = re.compile(rf"\ban? (?:\w+ ){{0,2}}{PERSON}\b")
ELSE = re.compile(
    r"^(?:i|we|rate|interested|willing|to what)\b"
    r"|\b(?:days?|times?|hours?|schedules?|circles?|topics?|skills?|trainings?|courses?|goals?|support|approv\w+)\b"
)
"""What else such a heading may be about: a statement to agree with, when to meet, what to learn."""
ASKS_PLACE = re.compile(r"\b(?:branch(?:es)?|library|location|work ?site|site|building|facility|sucursal|biblioteca)\b")


def without_fields(head: str) -> str:
    """A heading without the answers that the form puts into it."""
    return FIELD.sub(" ", head)


def asks_for_person(head: str) -> bool:
    """True where the answers to a heading are people: who somebody is, whom they report to, whom they recommend."""
    words, text = _words(head), wording(head[:MAX_HEAD]).casefold()
    if NOT_TOLD.search(words) or asks_for_goals(text) or names_goals(text):
        return False
    return bool(OF_PERSON.search(words) or OF_COLLEAGUE.search(words) or _lists_name(words)) or (
        bool(ASKS_PLACE.search(words)) and not ELSE.search(words) and _holds_somebody(words)
    )


def speaks_of_person(head: str) -> bool:
    """True where a heading about a place holds a person, too: its answers are no branches."""
    return _holds_somebody(_words(head))


def _holds_somebody(words: str) -> bool:
    return bool(SOMEBODY.search(INDEFINITE.sub(" ", words)))


def _lists_name(words: str) -> bool:
    """True for a name that is asked for beside a job or a place: "Job title and name"."""
    return bool(LISTED_NAME.search(words) and BESIDE_NAME.search(words)) and not OF_SUBJECT.search(words)


def _words(head: str) -> str:
    """The words of a heading, its commas, slashes and sentence ends as *and*, without the names of places."""
    text = without_fields(head[:MAX_HEAD].replace("_", " "))
    words = key(BETWEEN.sub(" and ", wording(text)))
    words = " ".join(PLACE_NAME.sub(lambda found: " " if found[0].startswith("name ") else " branch ", words).split())
    return re.sub(r"^(?:and )+|(?: and)+$", "", re.sub(r"\band(?: and)+\b", "and", words))
