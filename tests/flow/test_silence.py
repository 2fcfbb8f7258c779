"""Why nothing is offered, in one sentence a coordinator can read out: with the lexicon and the model of a night."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.flow.means import WEIGHTS, load_weights, make_ready
from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.matcher import match_goal
from pipeline.match.wordlist import Lexicon
from pipeline.model import MatchSettings
from pipeline.survey import AnswerReader

SETTINGS = MatchSettings()
SUBJECTS = (
    "Watercolor",
    "Chess",
    "Astronomy",
    "Dough",
    "Knitting",
    "Anatomy",
    "Poetry",
    "Genetics",
    "Welding",
    "Boats",
)
Catalogue = Callable[..., Index]


@pytest.fixture(scope="module")
def catalogue(reader: AnswerReader, root: Path) -> Catalogue:
    means = make_ready(reader, load_weights(root / WEIGHTS), SETTINGS, None).means
    lexicon = Lexicon()

    def make(*courses: CourseText, n_others: int = 30) -> Index:
        others = [
            CourseText(course_id=f"o{n}", title=f"{SUBJECTS[n % 10]} {n}", description=f"thing{n}", language="en")
            for n in range(n_others)
        ]
        return build_index([*courses, *others], lexicon, means)

    return make


def why(index: Index, goal: str, settings: MatchSettings = SETTINGS, language: str | None = None) -> str:
    found = match_goal(index, goal, settings, language=language)
    assert found.abstained, found.courses
    assert found.courses == ()
    assert "\n" not in found.reason
    return found.reason


def test_nothing_close(catalogue: Catalogue) -> None:
    assert why(catalogue(), "notary public certification") == (
        "nothing close: no course has “notary”, “public”, “certification”"
    )
    near = CourseText(course_id="1", title="Certification of Ships", language="en")
    reason = why(catalogue(near), "certification of Welsh notaries")
    assert reason == "nothing close: no course has “welsh”, “notaries”"


def test_only_paid(catalogue: Catalogue) -> None:
    paid = CourseText(course_id="1", title="Grant Writing", language="en", is_paid=True)
    reason = why(catalogue(paid), "grant writing")
    assert reason == "only paid: the best course, “Grant Writing”, costs money"
    free = replace(paid, course_id="2", is_paid=False)
    assert not match_goal(catalogue(paid, free), "grant writing", SETTINGS).abstained


def test_only_in_another_language(catalogue: Catalogue) -> None:
    spanish = CourseText(course_id="1", title="Escribir propuestas de subvenciones", language="es")
    index = catalogue(spanish)
    reason = why(index, "escribir propuestas de subvenciones", language="en")
    assert reason == (
        "only in another language: the best course, “Escribir propuestas de subvenciones”, is taught in Spanish"
    )
    assert not match_goal(index, "escribir propuestas de subvenciones", SETTINGS, language="es").abstained


def test_too_vague(catalogue: Catalogue) -> None:
    courses = [CourseText(course_id=str(n), title=f"{SUBJECTS[n % 10]} at Home {n}") for n in range(40)]
    strict = MatchSettings(min_confidence=1.0)
    assert why(catalogue(*courses, n_others=0), "home", strict) == "too vague: 40 of 40 courses say “home”"


@pytest.mark.parametrize("n", [3, 4, 5])
def test_in_a_tiny_catalogue_no_goal_is_vague(catalogue: Catalogue, n: int) -> None:
    courses = [CourseText(course_id=str(place), title=f"{SUBJECTS[place]} at Home") for place in range(n)]
    strict = MatchSettings(min_confidence=1.0)
    reason = why(catalogue(*courses, n_others=5 - n), "home", strict)
    assert reason == f"too few courses to tell: {n} of 5 courses say “home”"


@pytest.mark.parametrize("n", [5, 40, 500])
def test_a_goal_that_the_lexicon_knows_is_never_vague(catalogue: Catalogue, n: int) -> None:
    courses = [
        CourseText(course_id=str(place), title=f"Leadership {SUBJECTS[place % 10]} {place}") for place in range(n)
    ]
    reason = why(catalogue(*courses, n_others=0), "leadership", MatchSettings(min_confidence=1.0))
    assert reason.startswith("nothing close: the best course, “Leadership ")
    assert reason.endswith("shares only “leadership”")


def test_the_rest_of_a_goal_does_not_stand_for_the_tool_it_names(catalogue: Catalogue) -> None:
    repairs = CourseText(course_id="1", title="Troubleshooting and Debugging Techniques", language="en")
    reason = why(catalogue(repairs), "Libby + Hoopla troubleshooting")
    assert reason == "nothing close: no course has “libby”, “hoopla”"
    libby = CourseText(course_id="2", title="Helping People with Libby", language="en")
    assert match_goal(catalogue(repairs, libby), "Libby + Hoopla troubleshooting", SETTINGS).courses[0].course_id == "2"
    overdrive = CourseText(course_id="3", title="OverDrive Step by Step", language="en")
    known_by_another_name = match_goal(catalogue(repairs, overdrive), "Libby", MatchSettings(min_confidence=0.0))
    assert known_by_another_name.confidence > 0.0


def test_a_tool_beside_a_subject_leaves_the_subject(catalogue: Catalogue) -> None:
    course = CourseText(course_id="1", title="Grant Proposals and Budgets", language="en")
    found = match_goal(catalogue(course), "keeping grant proposals and budgets in Trello", SETTINGS)
    alone = match_goal(catalogue(course), "keeping grant proposals and budgets", SETTINGS)
    assert found.courses[0].course_id == "1"
    assert found.confidence < alone.confidence


def test_a_name_of_the_lexicon_is_not_taken_for_a_slip(catalogue: Catalogue) -> None:
    models = [CourseText(course_id=str(n), title=f"A Model of {SUBJECTS[n]}", language="en") for n in range(10)]
    assert why(catalogue(*models), "Moodle") == "nothing close: no course has “moodle”"
    assert match_goal(catalogue(*models), "modle", MatchSettings(min_confidence=0.0)).reason.startswith("read as typed")
