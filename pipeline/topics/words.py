"""What a goal is about, as far as its words go: stems, without the words that every goal may have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import Stemmer

_STOP_WORDS = """
a about all also am an and any are as at be been being better but by can could do does doing etc for from get
getting good had has have having he her his how i if in into is it its know knowing like ll m make making me
more most my need new of on one or other our out over own please re s she so some such t than that the their
them then there these they things this those through to too up us use used using ve very want was way ways we
well were what when where which who why will with within without would you your al algo como con cómo de del
el en es ese eso esta este esto la las lo los más me mejor mi mis muy o otra otros para pero por que qué
quiero se ser sin sobre su sus también un una uno unos y anything comfortable enjoy everything help love
needed
"""
"""Words that say nothing about the subject, English and Spanish."""

_FILLER_WORDS = """
advanced aprender avanzada avanzado avanzados ayuda basic basics become beginner beginners beginning
biblioteca bibliotecas básica básicas básico básicos certificate certification class classes concept concepts
conocimientos course courses curso cursos deeper develop developing development effective effectively
essential essentials explore foundation foundations fundamental fundamentals general guide helping improve
improving interest interested intermediate intro introducción introduction introductory knowledge learn
learning lesson level librarian librarians libraries library manejo mejorar overview patron patrons practical
practice practices principiantes principios principle principles refresher review skill skills staff start
started starting strategies strategy taller teach teaching techniques tips tool tools topic topics training
tutorial understand understanding update work working works workshop workshops
"""
"""Words about learning itself and about where we all work; left out unless nothing else is there."""

_AROUND_WORDS = """
able actually anyone around avoid avoiding branch bring colleagues coming coworkers create creating dealing desk during
effective enough especially everybody everyone explain explaining finish first give giving going great handle handling
hard instead just keep keeping later lead leading let library little managing maybe me never not now often only
our pass people person please possible preparation prepare preparing properly pull put putting quickly quite really
related resource resources right run running serve serving several show showing someone something stop successful
successfully support supporting take taking tell together try trying useful well workplace
"""
"""Words beside a subject that say what is done with it, with whom or how, and name no other subject."""

_GENERIC_WORDS = """
adobe adult analysis analytics application applications arts audience best book books branch building business
care career changing child children city collection collections communication communications community
computer computers comunidad content county creating creation creative customer customers data datos
department design designing digital document documents education emergency employee employees engineering
equipo event events everyday family file files free google group groups health inclusive information job kids
language languages leader leaders leadership learners life list literacy local manage management manager
managers managing marketing material materials media meeting meetings microsoft mobile modeling modern money
news office older online people performance personal plan planning platform platforms policies policy
presentation problem process processing product production professional program programmes programming
programs project projects public quality reading record records reference report reporting reports research
resource resources room school science security self senior seniors service services serving site small social
software space spaces strategic study subject supervising supervision support system systems team teams tech
technical technologies technology teen teens theory thinking time user users usuarios value values virtual
visitor visitors volunteer volunteers web website websites word words workplace world write writing young
youth
"""
"""Words that many different subjects share: they count a little and never make two goals the same."""

_COMPOUNDS = """
business writing, change management, collection management, community service, computer science, consumer health,
content creation, creative writing, customer service, data science, digital literacy, digital marketing, event planning,
health literacy, information literacy, mental health, media literacy, program planning, project management,
public health, reference service, social media, strategic planning, team building, technical writing, time management,
user experience, volunteer management, web design
"""
"""Generic words that name one subject together, in any order; deliberately without *data analysis*."""

_ABBREVIATIONS = {
    "ai": "artificial intelligence",
    "asl": "sign language",
    "biz": "business",
    "dev": "development",
    "esl": "english language",
    "esol": "english language",
    "hr": "human resources",
    "mgmt": "management",
    "ppt": "powerpoint",
    "ux": "user experience",
}

_WORD = re.compile(r"[^\W_]+[+#]*")
_stem = Stemmer.Stemmer("english").stemWord


@dataclass(frozen=True)
class Subject:
    """What a wording is about: its stems, and the last of them, which in English names the kind of thing."""

    stems: frozenset[str]
    head: str


def plain_words(wording: str) -> list[str]:
    """The words of a wording in lower case, without accents, stop words left out, common abbreviations written out."""
    words = [word for word in _WORD.findall(_plain(wording)) if word not in _STOP]
    return [part for word in words for part in _ABBREVIATIONS.get(word, word).split()]


def subject(words: Sequence[str]) -> Subject:
    """What these words are about; filler words count only where there are no others.

    The order of words matters for `head` only; without any word, `stems` is empty.
    """
    stems = [_stem(word) for word in [word for word in words if word not in _FILLER] or words]
    for pair, compound in _COMPOUND_STEMS.items():
        if pair <= frozenset(stems):
            stems = [*(stem for stem in stems if stem not in pair), compound]
    return Subject(frozenset(stems), stems[-1] if stems else "")


def stems_of(words: Iterable[str]) -> frozenset[str]:
    """The stems of plain words beside a subject; none of those that name no subject of their own."""
    return frozenset(_stem(word) for word in map(_plain, words) if word not in _BESIDE)


def specific(stems: Iterable[str]) -> frozenset[str]:
    """The stems that name one subject rather than many."""
    return frozenset(stem for stem in stems if stem not in _NOT_SPECIFIC)


def _plain(text: str) -> str:
    """Lower case, without accents, full-width forms as usual ones."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_STOP = frozenset(_plain(_STOP_WORDS).split())
_FILLER = frozenset(_plain(_FILLER_WORDS).split())
_BESIDE = _STOP | _FILLER | frozenset(_AROUND_WORDS.split())
_NOT_SPECIFIC = frozenset(map(_stem, [*_plain(_GENERIC_WORDS).split(), *_FILLER]))
_COMPOUND_STEMS = {
    frozenset(map(_stem, compound.split())): "_".join(map(_stem, compound.split()))
    for compound in _COMPOUNDS.split(",")
}
