"""Words and phrases that carry no subject, in English and Spanish: a short fixed list.

Stripping words because they are frequent hurts (staff, practice, teaching carry meaning where answers are few), so
these are function words and polite phrases only. Accents are folded, as everywhere in matching.
"""

from __future__ import annotations

import re

_FUNCTION_WORDS = """
    a about above after again against all also am an and any are as at be because been before being below between
    both but by can cant could d did didnt do does doesnt doing dont down during each either else enough esp etc
    even ever every few for from further get gets getting got had has have having he her here hers him his how i
    if im in into instead is isnt it its itself ive just least less let like ll love made make makes making many
    may maybe me might more most much must my myself need needs never no nor not now of off often on once one only
    onto or other others our ours out over own per perhaps please plus put putting quite rather re really s same
    she should since so some someone something start stuff such t than that the their theirs them themselves then
    there these they thing things this those through to too under until up upon us use used uses using ve very via
    w want wants was way ways we well were what when where whether which while who whole whom whose why will with
    within without wont would yet you your yours able anything bit everything going know lot
    al algo algun alguna ante aprender aqui asi aun bajo bien cada como con contra cual cuando de del desde donde
    durante e el ella ellas ellos en entre era es esa ese eso esta este esto fue ha hay hasta la las le les lo los
    mas mi mis mucho muy nada necesito ni nos nosotros o os otra otro para pero poco por porque que quien quiero
    se ser si sin sobre solo son su sus tambien te tiene todo tu tus un una unas uno unos y ya yo
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())

NON_ANSWERS = frozenset({"n/a", "na", "none", "nothing", "idk", "nada", "ninguno", "ninguna", "tbd"})

_BEFORE = re.compile(
    r"""^\s*(?:
    i\s+(?:want|need|would\s+like|would\s+love|d\s+like|like)\s+to\s+(?:learn|know)(?:\s+more)?(?:\s+about)?(?:\s+how)?
    | i\s+need\s+help\s+with | would\s+like\s+training\s+(?:on|in) | (?:learning|more|anything|refresher)\s+(?:about|on)
    | getting\s+better\s+at | more\s+comfortable\s+with | best\s+practices\s+for | how\s+to | intro(?:duction)?\s+to
    | some\s+basic | understanding | using | improv(?:e|ing)\s+my | advanced | more
    | (?:me\s+gustaria|quiero|necesito)\s+(?:aprender|saber)(?:\s+mas)?(?:\s+(?:de|sobre))?
    )\b(?!\s*$)""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER = re.compile(
    r"""(?<=\w)[\s\-–(]+(?:
    at\s+my\s+library | for\s+library\s+staff | with\s+patrons | for\s+beginners
    | and\s+how\s+to\s+teach\s+it\s+to\s+patrons | basics | works | skills | beginner | intermediate
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_ROUNDS = 3


def without_fillers(text: str) -> str:
    """The goal, folded, without the polite words around it: `i want to learn more about soldering` is `soldering`.

    Only what stands at the very start or end goes, and never everything.
    """
    for _ in range(_ROUNDS):
        shorter = _AFTER.sub("", _BEFORE.sub("", text)).strip()
        if shorter == text or not any(letter.isalnum() for letter in shorter):
            break
        text = shorter
    return text
