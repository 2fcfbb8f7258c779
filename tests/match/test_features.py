"""Each feature by itself, on a catalogue of our own, with a lexicon and a model of meaning made for the purpose."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.matcher import match, match_goal
from pipeline.match.means import Means, Vectors
from pipeline.match.score import ALL_FEATURES
from pipeline.match.weights import PLAIN
from pipeline.match.wordlist import Lexicon
from pipeline.model import Concept, CourseMatch, GoalMatch, MatchSettings, SkillLevel, Understood

ALWAYS = MatchSettings(min_confidence=0.0, min_score_share=0.0)
SUBJECTS = {
    "angry": 0, "upset": 0, "deescalation": 0, "conflict": 0, "calming": 0,
    "clay": 1, "pottery": 1, "ceramics": 1,
    "grants": 2, "grant": 2, "fundraising": 2, "funding": 2,
    "plants": 3, "gardens": 3, "soil": 3,
    "deselection": 4, "collection": 4, "collections": 4,
}  # fmt: skip
COURSES = (
    CourseText(course_id="1", title="Deescalation at Work", language="en"),
    CourseText(course_id="2", title="Ceramics", description="Shape it by hand.", language="en"),
    CourseText(course_id="3", title="Making Things", description="Clay and pottery.", topics=("Fine Arts",)),
    CourseText(course_id="4", title="Introduction to Fundraising", topics=("Grant Writing",), language="en"),
    CourseText(course_id="5", title="Advanced Fundraising", language="en"),
    CourseText(course_id="6", title="Weeding Gardens", description="Soil and plants.", language="en"),
    CourseText(course_id="7", title="Managing Library Collections", description="Deselection with care."),
    CourseText(course_id="8", title="Recaudación", description="Fundraising.", language="es"),
)


def embed(texts: Sequence[str]) -> Vectors:
    """A model that knows a few words: texts on one subject point the same way."""
    vectors = np.full((len(texts), 8), 0.05, dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().replace(".", " ").replace("-", "").split():
            if word in SUBJECTS:
                vectors[row, SUBJECTS[word]] += 1.0
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def understand(text: str) -> tuple[Understood, ...]:
    """A lexicon with one concept, which parts goals at a plus sign."""
    if text == "more staff":
        return (Understood(phrase=text, text=text, why_not="no_training_goal"),)
    found = []
    for phrase in text.split(" + "):
        is_weeding = "weeding" in phrase
        concept = Concept(name="collection weeding", terms=("deselection", "weeding a collection"))
        level: SkillLevel | None = "advanced" if "advanced" in phrase else None
        found.append(Understood(phrase=phrase, text=phrase, level=level, concepts=(concept,) if is_weeding else ()))
    return tuple(found)


WEIGHTS = replace(PLAIN, full={feature.name: 0.5 for feature in ALL_FEATURES} | {"other_language": -0.125})
MEANS = Means(understand=understand, embed_courses=embed, embed_goals=embed, weights=WEIGHTS)


@pytest.fixture(scope="module")
def catalogue(lexicon: Lexicon) -> Index:
    return build_index(COURSES, lexicon, MEANS)


def ids(found: GoalMatch) -> list[str]:
    return [course.course_id for course in found.courses]


def part(found: GoalMatch, course_id: str, feature: str) -> tuple[float, str]:
    (course,) = [course for course in found.courses if course.course_id == course_id]
    parts = [part for part in course.parts if part.feature == feature]
    return (parts[0].value, parts[0].because) if parts else (0.0, "")


def score(found: GoalMatch, course_id: str) -> float:
    return next(course.score for course in found.courses if course.course_id == course_id)


def sound(course: CourseMatch) -> bool:
    return math.fsum(part.points for part in course.parts) == course.score


def test_meaning_finds_what_shares_no_word(catalogue: Index) -> None:
    found = match_goal(catalogue, "calming upset people", ALWAYS)
    assert ids(found)[0] == "1"
    value, because = part(found, "1", "meaning")
    assert value > 0.9
    assert because == "the title means nearly the same as “calming upset people”"
    assert part(found, "1", "words") == (0.0, "")


def test_the_better_of_title_and_description_counts(catalogue: Index) -> None:
    found = match_goal(catalogue, "clay", ALWAYS)
    assert part(found, "3", "meaning")[1].startswith("the description")
    assert part(found, "2", "meaning")[1].startswith("the title")


def test_of_several_goals_in_one_the_best_part_counts(catalogue: Index) -> None:
    whole = match_goal(catalogue, "ceramics + grants", ALWAYS)
    assert part(whole, "2", "meaning")[0] == part(match_goal(catalogue, "ceramics", ALWAYS), "2", "meaning")[0]
    assert part(whole, "2", "meaning")[1].endswith("“ceramics”")
    assert part(whole, "4", "meaning")[1].endswith("“grants”")
    assert part(whole, "2", "words")[0] > 0.5


def test_a_text_with_several_goals_is_matched_goal_by_goal(catalogue: Index) -> None:
    assert [goal.wording for goal in match(catalogue, "ceramics + grants", ALWAYS)] == ["ceramics", "grants"]


def test_a_word_is_read_in_the_sense_of_the_lexicon(catalogue: Index) -> None:
    found = match_goal(catalogue, "weeding", ALWAYS)
    assert part(found, "7", "concept")[1].startswith(
        "the library's word list reads the goal as “collection weeding”, and the title says “collections”"
    )
    value, because = part(found, "7", "concept_meaning")
    assert value > part(found, "6", "concept_meaning")[0]
    assert because == (
        "the library's word list reads the goal as “collection weeding”, and the course means nearly the same as that"
    )


def test_level(catalogue: Index) -> None:
    found = match_goal(catalogue, "fundraising", ALWAYS)
    assert part(found, "4", "level") == (
        0.5,
        "the title says “Introduction”, and the goal names no level, so beginners are meant",
    )
    assert part(found, "5", "level") == (
        -1.0,
        "the title says “Advanced”, but the goal is not said to be so far advanced",
    )
    assert part(match_goal(catalogue, "advanced fundraising", ALWAYS), "5", "level")[0] == 0.5
    assert part(match_goal(catalogue, "advanced fundraising", ALWAYS), "4", "level")[0] == -1.0


def test_topic(catalogue: Index) -> None:
    found = match_goal(catalogue, "grant writing", ALWAYS)
    assert part(found, "4", "topic") == (1.0, "it is filed under “Grant Writing”")
    assert part(match_goal(catalogue, "grants", ALWAYS), "4", "topic")[0] == 0.0


def test_a_title_that_is_the_goal(catalogue: Index) -> None:
    found = match_goal(catalogue, "library collections managing", ALWAYS)
    assert part(found, "7", "title") == (
        1.0,
        "the title “Managing Library Collections” is nearly word for word what was asked for",
    )
    assert part(match_goal(catalogue, "collections", ALWAYS), "7", "title")[0] == 0.0


def test_another_language(catalogue: Index) -> None:
    found = match_goal(catalogue, "how do we learn fundraising", ALWAYS)
    assert part(found, "8", "other_language") == (1.0, "it is taught in Spanish, and the goal is in English")


def test_feedback_names_the_first_results(catalogue: Index) -> None:
    value, because = part(match_goal(catalogue, "ceramics", ALWAYS), "3", "feedback")
    assert value > 0.0
    assert because.startswith("it is like other good results: “Ceramics”")


@pytest.mark.parametrize("text", ["ceramics", "weeding", "fundraising + clay", "calming upset people", "zzz", ""])
def test_parts_sum_to_the_score(catalogue: Index, text: str) -> None:
    found = match_goal(catalogue, text, ALWAYS)
    assert all(sound(course) for course in found.courses)
    assert all(part.because for course in found.courses for part in course.parts)


def test_what_work_lacks_is_no_goal(catalogue: Index) -> None:
    found = match_goal(catalogue, "more staff", MatchSettings())
    assert (found.abstained, found.confidence) == (True, 0.0)
    assert found.reason == "not a goal: it says what work lacks, which no course mends"


def test_without_a_model_words_are_left(lexicon: Lexicon) -> None:
    lesser = build_index(COURSES, lexicon, replace(MEANS, embed_courses=None, embed_goals=None))
    found = match_goal(lesser, "managing collections", ALWAYS)
    assert ids(found)[0] == "7"
    features = {part.feature for course in found.courses for part in course.parts}
    assert not features & {"meaning", "concept_meaning", "feedback"}
    assert match_goal(lesser, "calming upset people", ALWAYS).abstained


def test_only_paid_courses_are_not_offered(lexicon: Lexicon) -> None:
    others = [CourseText(course_id=f"o{n}", title=f"Subject{n}") for n in range(30)]
    paid = [CourseText(course_id="p1", title="Pottery", is_paid=True)]
    found = match_goal(build_index([*others, *paid], lexicon), "pottery", ALWAYS)
    assert found.reason == "only paid: the best course, “Pottery”, costs money"
    assert (found.abstained, found.courses) == (True, ())
    free = replace(paid[0], course_id="p2", is_paid=False)
    assert len(match_goal(build_index([*others, *paid, free], lexicon), "pottery", ALWAYS).courses) == 2


def test_what_is_taught_in_another_language_only_is_told(lexicon: Lexicon) -> None:
    others = [CourseText(course_id=f"o{n}", title=f"Subject{n}", language="en") for n in range(200)]
    courses = [*others, CourseText(course_id="s", title="Macramé", language="es")]
    found = match_goal(build_index(courses, lexicon), "macrame", MatchSettings(), language="en")
    assert found.reason == "only in another language: the best course, “Macramé”, is taught in Spanish"
