"""What a question in one line asks about: "How interested are you in learning about podcasting?" is about podcasting.

Such a question has no options that name a goal, so the goal is what is left of its wording once the words that only ask
are taken off, English or Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Question
from pipeline.survey import scales
from pipeline.survey.kinds import ALWAYS
from pipeline.survey.tokens import Token, tokens
from pipeline.survey.wording import key, wording

NUMBERED = re.compile(r"(?i)^\s*(?:q ?)?\d{1,3}[.):]\s+")
ENDING = """
in on about with for of to at using describe rate learn learning study studying
en sobre de del con para aprender saber como por estudiar
"""
LEADING = """
how interested eager keen curious much strongly important useful helpful necessary valuable urgent relevant likely
confident comfortable experienced familiar skilled proficient is are am was would do does can could should will be
you your we us i my me it this please rank indicate specify select tell choose say level degree extent what which
interest interests need needs needed priority want wanted like love wish hope know knowing understand understanding
more better training trained class classes course courses workshop workshops session sessions development
professional help support assistance attend attending take taking get getting receive receiving have having being
offered the a an and or current today importance improve improving develop developing practice practise practising
topic topics following skill skills circle
que tan cuanto cuanta cuan interesado interesada interesa interesaria esta estas estoy le te me nos gustaria quiere
quieres quisiera desea deseas necesita necesitas necesito necesario necesaria necesidad interes prioridad importante
importancia es son seria util favor indique indica valore valora califique califica su sus tu nivel grado recibir
tomar asistir a acerca el la los las un una y o mas conocer mejorar formacion formarse capacitacion capacitarse
entrenamiento curso cursos taller talleres
"""
CLOSING = "be you your to for in at on job work role us now today este para usted ti su trabajo"
ENDS = frozenset(ENDING.split())
"""Asking words behind which the subject starts."""
ASKING = ENDS | frozenset(LEADING.split())
ARTICLES = frozenset({"the", "a", "an", "el", "la", "los", "las", "un", "una", "your", "su", "sus", "tu"})
TRAILING = frozenset(CLOSING.split())
"""Words that end such a question behind its subject: "… be for your work"."""


def subject(question: str) -> str:
    """The subject of a question, in its own words; all of its words where nothing else would be left."""
    text = NUMBERED.sub("", wording(question)).strip(" ?¿!¡.:")
    for cut in (_behind(text, tokens(text)), _before(text)):
        if cut is not None:
            return text[cut[0] : cut[1]].strip(" ?¿!¡.:,;-–—\"'") or text
    return text or question


def offered(question: Question) -> tuple[str, ...]:
    """The goals that a question offers: its options or rows, or its subject where it is rated as a whole."""
    return (subject(question.wording),) if is_rated_whole(question) else question.options


def is_rated_whole(question: Question) -> bool:
    """True where a goal question has no options to want, but steps, or yes and no: its subject is what is wanted."""
    if question.kind == "rating":
        return not question.options
    return (
        question.kind == "choice"
        and not question.options_are_headings
        and bool(question.options)
        and all(key(option) in ALWAYS or scales.is_step(option) for option in question.options)
    )


def _behind(text: str, words: Sequence[Token]) -> tuple[int, int] | None:
    """From where to where the subject goes, if asking words lead up to it."""
    first = next((at for at, word in enumerate(words) if word.plain not in ASKING), len(words))
    ends = [at for at, word in enumerate(words[:first]) if word.plain in ENDS or text[word.end : word.end + 1] == ":"]
    start = ends[-1] + 1 if ends else 0
    while start < first and words[start].plain in ARTICLES:
        start += 1
    if not start or start == len(words):
        return None
    last = len(words)
    if _asks_for_be(words[:start]):
        while last > start + 1 and words[last - 1].plain in TRAILING:
            last -= 1
    return words[start].start, words[last - 1].end if last < len(words) else len(text)


def _asks_for_be(words: Sequence[Token]) -> bool:
    return any(word.plain in ("would", "is", "are", "seria") for word in words)


def _before(text: str) -> tuple[int, int] | None:
    """From where to where the subject goes, if asking words follow a colon or dash: "Podcasting: how interested …"."""
    for mark in (":", " - ", " – ", " — ", "?", ". "):
        head, found, rest = text.partition(mark)
        if found and head.strip() and rest.strip() and all(word.plain in ASKING for word in tokens(rest)):
            return 0, len(head)
    return None
