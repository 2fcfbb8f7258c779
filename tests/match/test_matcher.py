"""From a text to explained courses, or to the reason why there are none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.matcher import match, match_goal
from pipeline.match.score import FEATURES
from pipeline.match.wordlist import Lexicon
from pipeline.model import CourseMatch, GoalMatch, MatchSettings

ALWAYS = MatchSettings(min_confidence=0.0)
DEFAULT = MatchSettings()


def ids(found: GoalMatch) -> list[str]:
    return [course.course_id for course in found.courses]


def because(course: CourseMatch) -> dict[str, str]:
    return {part.feature: part.because for part in course.parts}


def test_words_of_the_title_come_first_and_are_named(index: Index) -> None:
    found = match_goal(index, "project management", ALWAYS)
    assert ids(found)[:2] == ["a:2", "a:3"]
    assert because(found.courses[0])["words"] == "the title says “project” and “management”"
    assert because(found.courses[0])["phrases"] == "“project management” stands in it word beside word"
    assert because(found.courses[1])["words"] == "the title says “managing” and the description says “project”"
    assert "phrases" not in because(found.courses[1])


def test_ties_are_ordered_by_title_then_course_id(index: Index) -> None:
    found = match_goal(index, "pottery", ALWAYS)
    assert found.courses[0].score == found.courses[1].score
    assert ids(found) == ["c:3", "c:4"]
    assert ids(match_goal(index, "pottery", ALWAYS, n=1)) == ["c:3"]


def test_signs_keep_names_apart(index: Index) -> None:
    assert ids(match_goal(index, "c++", ALWAYS)) == ["a:7"]


def test_what_was_repaired_is_told(index: Index) -> None:
    found = match_goal(index, "tableu", ALWAYS)
    assert ids(found)[0] == "a:4"
    assert found.reason == "read as typed but for “tableu”: tableau"


def test_the_goals_language_is_preferred_and_the_asked_one_required(index: Index) -> None:
    spanish = match_goal(index, "gestión de equipos para mi trabajo", ALWAYS)
    assert ids(spanish)[0] == "b:7"
    against = {part.feature: part.points for course in spanish.courses for part in course.parts if part.points < 0}
    assert set(against) <= {"other_language"}
    asked = match_goal(index, "equipos", ALWAYS, language="en-US")
    assert "b:7" not in ids(asked)
    assert "b:8" in ids(asked)
    assert "b:8" not in ids(match_goal(index, "equipos", ALWAYS, language="es"))
    assert "a:2" in ids(match_goal(index, "project", ALWAYS, language="es")), "unknown language stays"


def test_a_course_in_another_language_loses_points_and_says_so(lexicon: Lexicon) -> None:
    courses = [CourseText(course_id="1", title="Marketing digital", language="es")]
    found = match_goal(build_index(courses, lexicon), "how do we learn digital marketing", ALWAYS)
    (part,) = [part for part in found.courses[0].parts if part.feature == "other_language"]
    assert (part.points, part.because) == (-0.125, "it is taught in Spanish, and the goal is in English")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not a goal: it names nothing to learn"),
        ("n/a", "not a goal: it names nothing to learn"),
        ("Everything!", "not a goal: it names nothing to learn"),
        ("nada", "not a goal: it names nothing to learn"),
        ("xylophones", "nothing close: no course has “xylophones”"),
        ("deep sea welding people", "nothing close: no course has “deep”, “sea”, “welding”"),
    ],
)
def test_abstains_with_a_reason(index: Index, text: str, reason: str) -> None:
    found = match_goal(index, text, DEFAULT)
    assert (found.abstained, found.reason, found.courses) == (True, reason, ())
    assert found.confidence < DEFAULT.min_confidence


def test_abstains_on_words_that_say_too_little(lexicon: Lexicon) -> None:
    courses = [CourseText(course_id=str(n), title=f"Work {n}", description=f"thing{n}") for n in range(40)]
    found = match_goal(build_index(courses, lexicon), "work", DEFAULT)
    assert found.reason == "too vague: 40 of 40 courses say “work”"


def test_a_small_catalogue_does_not_make_a_goal_vague(lexicon: Lexicon) -> None:
    courses = [CourseText(course_id=str(n), title=f"Subject{n}", description="thing") for n in range(36)]
    courses += [CourseText(course_id=f"p{n}", title=f"Clay{n}", description="about pottery") for n in range(4)]
    found = match_goal(build_index(courses, lexicon), "pottery", MatchSettings(min_confidence=0.99))
    assert found.reason == "too few courses to tell: 4 of 40 courses say “pottery”"


def test_a_name_read_as_another_word_is_told_as_it_was_typed(lexicon: Lexicon) -> None:
    courses = [CourseText(course_id=str(n), title=f"A model of thing{n}") for n in range(500)]
    found = match_goal(build_index(courses, lexicon), "moodle", MatchSettings(min_confidence=0.99))
    assert found.reason == ("nothing close to what was typed: 500 of 500 courses say “moodle” (read as “model”)")
    courses = [CourseText(course_id=str(n), title=f"Thing{n}") for n in range(9)]
    found = match_goal(build_index(courses, lexicon), "moodle", DEFAULT)
    assert found.reason == "nothing close: no course has “moodle” (read as “model”)"


def test_abstains_and_names_the_little_that_is_shared(lexicon: Lexicon) -> None:
    fillers = [CourseText(course_id=f"f{n}", title=f"Subject{n}", description="x") for n in range(100)]
    courses = [*fillers, CourseText(course_id="1", title="Clay", description="A long day of pots beside a coffee urn")]
    courses += [CourseText(course_id=f"m{n}", title=f"Broken Machine Subject{n}") for n in range(4)]
    index = build_index(courses, lexicon)
    found = match_goal(index, "coffee pots that leak", MatchSettings(min_confidence=0.99))
    assert found.reason == "nothing close: the best course, “Clay”, shares only “coffee”, “pots”"


def test_several_goals_in_one_text(index: Index) -> None:
    found = match(index, "meditation\npottery; n/a", MatchSettings(min_confidence=0.1))
    assert [(goal.wording, goal.abstained) for goal in found] == [
        ("meditation", False),
        ("pottery", False),
        ("n/a", True),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(
            st.sampled_from(
                ["excel", "tableu", "project", "management", "clay", "para", "equipos", "+", ";", "C++", "the"]
            ),
            max_size=9,
        ).map(" ".join),
    )
)
def test_any_text_gets_a_sound_answer(index: Index, text: str) -> None:
    found = match(index, text, ALWAYS, n=8)
    assert found == match(index, text, ALWAYS, n=8)
    titles = {course.course_id: course.title for course in index.courses}
    for goal in found:
        assert goal.abstained == (not goal.courses)
        assert 0.0 <= goal.confidence <= 1.0
        assert len(goal.courses) <= 8
        order = [(-course.score, titles[course.course_id], course.course_id) for course in goal.courses]
        assert order == sorted(order)
        for course in goal.courses:
            points = [part.points for part in course.parts]
            assert course.score > 0
            assert sum(points) == sum(reversed(points)) == math.fsum(points) == course.score
            assert all(part.value * part.weight == part.points and part.because for part in course.parts)


def test_every_feature_is_told_in_one_line() -> None:
    assert len({feature.name for feature in FEATURES}) == len(FEATURES)
    for feature in FEATURES:
        assert feature.about
        assert "\n" not in feature.about
