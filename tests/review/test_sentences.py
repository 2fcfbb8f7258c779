"""Sentences that a night wrote in English are said in Spanish, with the same values and nobody's words changed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.flow.fit import load_fit_words
from pipeline.model import FREE_KINDS, CircleSettings, Course, LinkCheck, columns_of
from pipeline.review.languages import Language, languages
from pipeline.review.messages import MESSAGES, TROUBLES
from pipeline.review.sentences import Say, kind_of, sayer, teller
from pipeline.store import Catalogue
from pipeline.topics.fit import FitBasis, fit_signals

from .conftest import Reader

SAMPLES = {
    "n": "2.5",
    "day": "2026-12-24",
    "days": "2026-12-24 (circle 1)",
    "code": "edx",
    "said": "as it is taught",
    "text": "Ana’s words; 5 of 6",
    "name": "C (colour)",
    "words": "“grant”, “writing” and “of”",
    "slots": "Monday evening and friday morning",
    "tongue": "Spanish",
    "choice": "topic t1, room Main, Monday, evening",
    "doc": "what a setting is about",
    "evidence": "free of charge",
    "ways": "rated and ticked",
}


@cache
def _made(make: Callable[[Language], Say]) -> Say:
    """By the first test that asks: 2,000 patterns, which whoever runs other tests of this folder does without."""
    return make(languages()["es"])


def spanish(text: str) -> str:
    return _made(sayer)(text)


def told(text: str) -> str:
    return _made(teller)(text)


def _filled(message: str) -> str:
    return re.sub(r"%\((\w+)\)s", lambda place: SAMPLES[kind_of(place[1])], message).replace("%%", "%")


@pytest.mark.parametrize("message", [*MESSAGES, *TROUBLES])
def test_every_message_is_known_again_by_its_words(message: str) -> None:
    there = languages()["es"].translations.gettext(message)
    values = {
        "n": "2,5",
        "day": "24 de diciembre de 2026",
        "code": "edx",
        "said": "tal como se imparte",
        "days": "24 de diciembre de 2026 (círculo 1)",
        "text": SAMPLES["text"],
        "name": SAMPLES["name"],
        "words": "«grant», «writing» y «of»",
        "slots": "el lunes por la noche y el viernes por la mañana",
        "tongue": "español",
        "choice": "tema t1, sala Main, lunes, noche",
        "evidence": SAMPLES["evidence"],
        "ways": "con una escala y con casillas para marcar",
        "doc": "lo que significa está en docs/settings.md, y lo de las correcciones en docs/surveys.md",
    }
    wanted = re.sub(r"%\((\w+)\)s", lambda place: values[kind_of(place[1])], there).replace("%%", "%")
    assert (spanish if message in MESSAGES else told)(_filled(message)) == wanted


def test_english_stays_as_it_is() -> None:
    english = sayer(languages()["en"])
    assert [english(_filled(message)) for message in MESSAGES] == [_filled(message) for message in MESSAGES]


def test_what_is_not_ours_stays_as_it_is() -> None:
    for text in (
        "",
        "Introduction to zines",
        "free as in beer",
        "%(n)s weeks",
        "x" * 5_000,
        "6 Weeks",
        "no login 5",
        "Plan",
    ):
        assert spanish(text) == text


def test_words_of_strangers_within_a_sentence_are_not_translated() -> None:
    assert spanish("free: free of charge; as it is taught") == "gratis: free of charge; as it is taught"
    assert spanish('the description says "no licence given"') == "la descripción dice «no licence given»"


def test_how_a_cost_was_read_is_ours_and_what_it_was_read_from_is_not() -> None:
    assert spanish("free: the listing's `ocw:true`, read as free by a rule of source.yaml and price 49.00 USD") == (
        "gratis: `ocw:true` de la ficha, leído como free por una regla de source.yaml y precio 49,00 USD"
    )


def test_a_quotation_ends_where_it_ends() -> None:
    assert spanish(
        "the title says “a”; “b” and the title “c; d” are spelt alike in part; the title names no level"
    ) == ("el título dice «a»; «b» y el título «c; d» se escriben en parte igual; el título no indica nivel")
    assert spanish("the title is close in meaning to “a”; the description says “b”") == (
        "el título tiene un significado cercano a «a»; la descripción dice «b»"
    )


def test_parts_of_one_sentence_are_said_one_by_one() -> None:
    assert spanish("no start given; a circle can start from 2026-12-15 to 2027-01-12") == (
        "no se indica cuándo empieza; un círculo puede empezar del 15 de diciembre de 2026 al 12 de enero de 2027"
    )
    assert spanish("CC BY; something new") == "CC BY; something new"


GRIDS: tuple[dict[str, tuple[object, ...]], ...] = (
    {
        "duration_weeks": (None, 3.0, 6.0, 14.0),
        "duration_weeks_min": (None, 2.0),
        "duration_weeks_max": (None, 12.0),
        "weekly_effort_hours": (None, 2.5, 9.0),
        "total_effort_hours": (None, 60.0),
        "pacing": (None, "self_paced", "instructor_paced"),
    },
    {
        "enrol_until_on": (None, date(2026, 12, 1), date(2027, 3, 1)),
        "starts_on": (None, date(2026, 1, 1), date(2026, 12, 24), date(2027, 9, 1)),
        "ends_on": (None, date(2026, 2, 1)),
        "pacing": (None, "self_paced", "instructor_paced"),
    },
    {
        "free_kind": FREE_KINDS,
        "free_evidence": (None, "the page says `0 USD`"),
        "licence": (None, "CC BY-4.0", "CC BY-ND-4.0"),
    },
    {
        "language": (None, "en", "es", "fr"),
        "description": (
            None,
            "Too short.",
            "This course has four weeks of work. " * 30,
            "Captions. No textbook is required.",
        ),
    },
)
CHECKS = (
    ("alive", "status 200, and the page's headline names the course"),
    ("paywall", "the page says `subscribe now`"),
    ("gone", "status 404"),
)
SEEN = datetime(2026, 11, 20)  # noqa: DTZ001 - columns are UTC without a zone
DATA = re.compile(r"CC BY-4\.0|en|es|fr|\d{4}-\d{2}-\d{2}")


def _course(**said: object) -> Course:
    blank: dict[str, object] = {"VARCHAR": "edx", "TIMESTAMP": SEEN, "BOOLEAN": True, "VARCHAR[]": ()}
    columns = columns_of(Course)
    values = {each.name: None if each.is_nullable else blank.get(each.sql_type, Decimal(0)) for each in columns}
    return Course(**(values | {"free_kind": "free"} | said))  # type: ignore[arg-type]


def test_everything_that_a_signal_rests_on_is_in_spanish(root: Path) -> None:
    words = load_fit_words(root / "data" / "reference" / "fit_words.yaml")
    checks = [
        None,
        *(
            LinkCheck(
                course_id="edx",
                url="https://x.example",
                checked_at=SEEN,
                result=r,
                status=200,
                final_url=None,
                evidence=e,
                n_failures=0,
            )
            for r, e in CHECKS
        ),
    ]
    english: set[str] = set()
    n = 0
    for grid, check in itertools.product(GRIDS, checks):
        basis = FitBasis(
            settings=CircleSettings(), today=date(2026, 11, 24), words=words, checks={"edx": check} if check else {}
        )
        for values in itertools.product(*grid.values()):
            course = _course(course_id="edx", url="https://x.example", **dict(zip(grid, values, strict=True)))
            for signal in fit_signals(course, basis):
                n += 1
                said = spanish(signal.evidence)
                english |= {part for part in said.split("; ") if part in signal.evidence.split("; ")}
    assert n > 1_000
    assert {part for part in english if not DATA.fullmatch(part)} == set()


OURS = re.compile(r"\b(the|of|is|are|not|people|weeks?|hours?|with|and|for|course)\b")
THEIRS = """
SELECT title FROM out.course UNION SELECT provider FROM out.course UNION SELECT wording FROM out.goal
UNION SELECT branch FROM out.topic_branch
"""


def test_the_page_of_a_topic_and_its_proposal_have_no_english_of_ours(reader: Reader, demo_once: Path) -> None:
    with Catalogue(demo_once / "catalogue.duckdb") as catalogue:
        topics = [row[0] for row in catalogue.query("SELECT topic_id FROM out.topic WHERE NOT is_suppressed").rows]
        theirs = {row[0] for row in catalogue.query(THEIRS).rows if row[0]}
    left: set[str] = set()
    for topic_id, place in itertools.product(topics, ("", "/proposal")):
        english, spanish = (_texts(reader.text(f"/topics/{topic_id}{place}?lang={code}")) for code in ("en", "es"))
        assert len(english) == len(spanish) > 50
        left |= {said for said, there in zip(english, spanish, strict=True) if said == there and OURS.search(said)}
    left = {said for said in left if not any(each in said for each in theirs)}
    assert {said for said in left if not said.startswith(("circlewise ", "https://"))} == set()


def _texts(page: str) -> list[str]:
    main = LexborHTMLParser(page).css_first("main")
    assert main
    places = main.css("dt, dd, li, h2, th, td, p:not(.quote)")
    return [" ".join(each.text().split()) for each in places]
