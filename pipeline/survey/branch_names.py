"""Whether what was typed under a branch or a wish to lead is somebody, by the shape of a full name.

Branches are named after people, and after what is around them: a text that says library, or has a word as places have
it, is a place. One such as "Cesar Chavez" cannot be told from a person and is kept only where enough people give it.
"""

from __future__ import annotations

import re

from pipeline.survey.name_columns import reads_as_name
from pipeline.survey.wording import wording

CUTS = re.compile(
    r"(?i)\s[-–—]+\s|[;:,\n()|•/&]|(?<=[!?])\s|(?<=\w\w\w\.)\s"
    r"|(?<![\w'-])(?:and|y|i'm|i am|from|at|in|is|ask|with|for|soy)(?![\w'-])"
)
"""Between the parts of a text; "St. Anthony" is one."""
LIBRARY = re.compile(
    r"(?i)\b(?:branch|library|libraries|biblioteca|sucursal|cent(?:er|re)|centro|memorial|annex|building|campus"
    r"|bookmobile|outreach|headquarters|school|college|university|hall|department)\b"
)
AROUND = re.compile(
    r"(?i)^(?:san|santa|saint|st\.?|fort|ft\.?|mount|mt\.?|port|lake|new|north|south|east|west|upper|lower|old|park"
    r"|mill|oak|pine|cedar|elm|maple|walnut|cherry|willow|birch|forest|sunset|sunrise|river|green|red|white|blue|black"
    r"|golden|silver|rocky|sandy|spring|twin|two|three|four|five|big|little|long|high|grand|central|royal|union|bay"
    r"|bridge|market|college|garden|harbou?r|main|indian|eagle|beaver|bear|buffalo|castle|church|cold|deer|fair"
    r"|glen|prairie|rock|salt|stone|sugar|summer|valley|village|water|wood)\b"
    r"|\b(?:heights|hills|springs|square|plaza|mall|station|creek|valley|grove|oaks|pines|point|ridge|landing"
    r"|junction|crossing|mills|falls|meadows?|gardens?|terrace|estates|harbou?r|bay|beach|island|county|street|avenue"
    r"|ave|road|rd|boulevard|village|township|city|river|rapids|downtown|central|side|end|line|north|south"
    r"|east|west)$"
)
SPEAKS = re.compile(r"(?i)\b(?:i|im|my|me|name|you|en)\b")
MAX_WORDS = 6
"""Words of the longest name of a library; more are a sentence."""


def parts(text: str) -> tuple[str, ...]:
    """What stands between commas, slashes and small words: of "I'm Wren Hill from Main" the name, and Main."""
    pieces = (wording(piece).strip(" .!?\"'") for piece in CUTS.split(text))
    return tuple(piece for piece in pieces if piece)


def is_place(part: str) -> bool:
    """True where a part is called a library or has a word as places have it."""
    is_called = bool(LIBRARY.search(part) or AROUND.search(part))
    return is_called and not SPEAKS.search(part) and len(part.split()) <= MAX_WORDS


def full_names(text: str) -> tuple[str, ...]:
    """The parts of a text that have the shape of somebody's full name; a place may have it, too."""
    return tuple(filter(reads_as_name, parts(text)))
