"""Answers that say nothing: "n/a", "not sure", "...". All of these were seen in one real staff survey (2026-11)."""

from __future__ import annotations

import re

from pipeline.survey.wording import key

WORDED = """
n/a | na | n.a. | nan | null | none | none of the above | none of these | no | nope | nil | nothing | nothing
really | nothing at the moment | nothing right now | nothing specific | nothing comes to mind | none at this
time | not at this time | not sure | i'm not sure | i am not sure | not sure yet | unsure | unknown | no idea
| no clue | don't know | dont know | do not know | i don't know | i dont know | i do not know | idk | dk |
dunno | not applicable | does not apply | doesn't apply | no answer | no comment | no comments | no preference
| no opinion | no thanks | no thank you | everything | anything | anything and everything | all | all of it |
all of the above | all of these | other | others | other please specify | same | same as above | see above |
as above | as mentioned above | test | testing | asdf | tbd | x | xx | xxx | yes | ok | okay | maybe | not
interested | prefer not to say | prefer not to answer | still thinking | ninguno | ninguna | nada | no sé | no
se | no aplica | todo
"""
WORDS = frozenset(key(words) for words in WORDED.split("|"))
REMOVED = re.compile(r"(?i)^\[[^\]]*(?:removed|redacted|deleted|withheld)[^\]]*\]$")


def says_nothing(text: str) -> bool:
    """True for an answer without content; punctuation and case do not matter."""
    words = key(text)
    return not words or words in WORDS or bool(REMOVED.match(text.strip()))
