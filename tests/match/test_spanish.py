"""A goal in Spanish finds courses in Spanish and in English, with the model and the lexicon of the project."""

from __future__ import annotations

import pytest

from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.matcher import match_goal
from pipeline.model import MatchSettings
from pipeline.verbs.match import ready_for

COURSES = (
    ("es:excel", "Excel desde cero", "Fórmulas, filtros y gráficos para la oficina.", "es"),
    ("en:excel", "Excel for Beginners", "Formulas, filters and charts for the office.", "en"),
    ("es:lead", "Liderazgo de equipos", "Delegar, motivar y dar retroalimentación.", "es"),
    ("en:lead", "Leading a Team", "Delegate, motivate and give feedback.", "en"),
    ("es:stress", "Manejo del estrés", "Cuidarse en días difíciles.", "es"),
    ("en:stress", "Stress Management at Work", "Look after yourself on hard days.", "en"),
    ("en:grants", "Grant Writing for Small Organizations", "From the call to the budget.", "en"),
    ("en:project", "Project Management Basics", "Plan the work and keep it on track.", "en"),
    ("en:mental", "Mental Health in the Community", "Notice, listen, refer.", "en"),
    ("es:pan", "Panadería casera", "Masas y hornos.", "es"),
    ("en:bread", "Baking Bread", "Doughs and ovens.", "en"),
    ("en:guitar", "Guitar from Scratch", "First chords.", "en"),
    ("es:guitar", "Guitarra para todos", "Primeros acordes.", "es"),
    ("en:bridge", "Bridges and Beams", "Statics for engineers.", "en"),
)


@pytest.fixture(scope="module")
def catalogue() -> Index:
    ready = ready_for(MatchSettings(), None)
    assert ready.is_full, ready.said
    courses = [
        CourseText(course_id=course_id, title=title, description=description, language=language)
        for course_id, title, description, language in COURSES
    ]
    return build_index(courses, means=ready.means)


@pytest.mark.parametrize(
    ("goal", "spanish", "english"),
    [
        ("excel para principiantes", "es:excel", "en:excel"),
        ("liderazgo de equipos", "es:lead", "en:lead"),
        ("manejo del estrés", "es:stress", "en:stress"),
    ],
)
def test_courses_in_both_languages_are_found(catalogue: Index, goal: str, spanish: str, english: str) -> None:
    found = match_goal(catalogue, goal, MatchSettings(min_score_share=0.0), n=2)
    assert not found.abstained
    assert {course.course_id for course in found.courses} == {spanish, english}


@pytest.mark.parametrize(
    ("goal", "wanted"),
    [("liderazgo de equipos", "es:lead"), ("manejo del estrés", "es:stress"), ("guitarra", "es:guitar")],
)
def test_a_spanish_course_that_says_it_comes_first(catalogue: Index, goal: str, wanted: str) -> None:
    assert match_goal(catalogue, goal, MatchSettings(min_confidence=0.0)).courses[0].course_id == wanted


@pytest.mark.parametrize(
    ("goal", "wanted"),
    [
        ("redacción de subvenciones", "en:grants"),
        ("gestión de proyectos", "en:project"),
        ("salud mental", "en:mental"),
    ],
)
def test_what_is_taught_in_english_only_is_found(catalogue: Index, goal: str, wanted: str) -> None:
    found = match_goal(catalogue, goal, MatchSettings())
    assert not found.abstained, found.reason
    assert found.courses[0].course_id == wanted
    reasons = " ".join(part.because for part in found.courses[0].parts)
    assert "the library's word list reads the goal as" in reasons
    assert "it is taught in English, and the goal is in Spanish" in reasons


@pytest.mark.parametrize("goal", ["reparación de calderas de vapor", "más personal"])
def test_a_spanish_goal_that_nothing_meets_gets_nothing(catalogue: Index, goal: str) -> None:
    assert match_goal(catalogue, goal, MatchSettings()).abstained
