"""What people said of courses: how it counts for the goal, how it fades for others, and that it is always named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.matcher import match_goal
from pipeline.match.means import Means, Vectors
from pipeline.match.score import ALL_FEATURES
from pipeline.match.weights import LESS_THAN_SAME, NEIGHBOUR, PLAIN
from pipeline.match.wordlist import Lexicon
from pipeline.model import Concept, GoalMatch, MatchSettings, Says, SkillLevel, Understood, Verdict

ALWAYS = MatchSettings(min_confidence=0.0, min_score_share=0.0)
PLACES = {"clay": 0, "pottery": 0, "ceramics": 0, "glaze": 1, "kiln": 1, "weeding": 2, "gardens": 2, "beds": 2}
PLACES |= {"books": 3, "shelves": 3, "collection": 3, "excel": 4, "formulas": 4}
COURSES = (
    CourseText(course_id="1", title="Ceramics", language="en"),
    CourseText(course_id="2", title="Clay and Pottery", language="en"),
    CourseText(course_id="3", title="Kiln and Glaze", language="en"),
    CourseText(course_id="4", title="Weeding Gardens", language="en"),
    CourseText(course_id="5", title="Weeding Beds", language="en"),
    CourseText(course_id="6", title="Weeding Books off the Shelves", language="en"),
    CourseText(course_id="7", title="Excel Formulas", language="en"),
)


def embed(texts: Sequence[str]) -> Vectors:
    """A model that knows a few words: texts on one subject point the same way."""
    vectors = np.full((len(texts), 8), 0.05, dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().split():
            if word in PLACES:
                vectors[row, PLACES[word]] += 1.0
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def understand(text: str) -> tuple[Understood, ...]:
    """A lexicon that knows levels, two names of one thing, and two concepts."""
    level: SkillLevel | None = "advanced" if "advanced" in text else "beginner" if "beginner" in text else None
    subject = text.replace("advanced ", "").replace("beginner ", "")
    concepts = tuple(
        Concept(name=name, terms=terms)
        for name, terms in (("pottery", ("pottery",)), ("collection", ("books", "collection")))
        if set(terms) & set(subject.split())
    )
    meaning = "pots" if subject in ("ceramics", "throwing things") else subject
    language = "es" if "cerámica" in text else "en"
    return (Understood(phrase=text, text=subject, level=level, language=language, concepts=concepts, meaning=meaning),)


WEIGHTS = replace(PLAIN, full={feature.name: 0.75 for feature in ALL_FEATURES} | {"decision": 2.0, "title": 0.0625})
MEANS = Means(understand=understand, embed_courses=embed, embed_goals=embed, weights=WEIGHTS)


def said(says: Says, wording: str, course_id: str = "2", *, number: int = 1, meant: str | None = None) -> Verdict:
    day = datetime(2026, 11, number)  # noqa: DTZ001 (stored times are UTC without a zone)
    return Verdict(
        decision_id=number,
        wording=wording,
        course_id=course_id,
        says=says,
        decided_by="Ada",
        decided_at=day,
        meant=meant,
    )


def taught(lexicon: Lexicon, *verdicts: Verdict) -> Index:
    return build_index(COURSES, lexicon, replace(MEANS, verdicts=verdicts))


def decision(found: GoalMatch, course_id: str) -> tuple[float, str]:
    parts = {part.feature: part for course in found.courses if course.course_id == course_id for part in course.parts}
    return (parts["decision"].value, parts["decision"].because) if "decision" in parts else (0.0, "")


def test_an_accepted_course_goes_up_and_says_why(lexicon: Lexicon) -> None:
    found = match_goal(taught(lexicon, said("accepted", "Ceramics!")), "ceramics", ALWAYS)
    assert found.courses[0].course_id == "2"
    assert decision(found, "2") == (1.0, "accepted for this goal by Ada on 2026-11-01, decision 1")


@pytest.mark.parametrize(("says", "told"), [("rejected", "rejected"), ("wrong_sense", "of another sense of the word")])
def test_what_was_decided_against_is_not_offered_and_it_is_told(lexicon: Lexicon, says: Says, told: str) -> None:
    found = match_goal(taught(lexicon, said(says, "ceramics")), "ceramics", ALWAYS)
    assert "2" not in [course.course_id for course in found.courses]
    assert found.reason == f"left out: “Clay and Pottery”, {told} for this goal by Ada on 2026-11-01, decision 1"


def test_other_courses_keep_their_score_but_for_feedback(lexicon: Lexicon) -> None:
    before = match_goal(taught(lexicon), "ceramics", ALWAYS)
    after = match_goal(taught(lexicon, said("rejected", "ceramics")), "ceramics", ALWAYS)
    for course in after.courses:
        (old,) = [each for each in before.courses if each.course_id == course.course_id]
        kept = [part for part in course.parts if part.feature != "feedback"]
        assert kept == [part for part in old.parts if part.feature != "feedback"]


def test_what_means_the_same_is_the_same_goal(lexicon: Lexicon) -> None:
    index = taught(lexicon, said("accepted", "throwing things", "7"))
    assert decision(match_goal(index, "ceramics", ALWAYS), "7")[0] == 1.0


def test_a_decision_fades_with_the_distance_of_goals(lexicon: Lexicon) -> None:
    index = taught(lexicon, said("accepted", "clay"))
    near = [decision(match_goal(index, text, ALWAYS), "2")[0] for text in ("clay kiln clay clay", "clay kiln", "kiln")]
    assert LESS_THAN_SAME > near[0] > near[1] > near[2] == 0.0
    value, because = decision(match_goal(index, "clay kiln", ALWAYS), "2")
    assert because == f"accepted for a goal close to this one ({value:.2f} of 1) by Ada on 2026-11-01, decision 1"
    cosine = float((embed(["clay"]) @ embed(["clay kiln"]).T)[0, 0])
    assert value == pytest.approx(LESS_THAN_SAME * (cosine - NEIGHBOUR) / (1.0 - NEIGHBOUR), abs=1e-5)


def test_a_neighbour_is_pushed_down_and_still_offered(lexicon: Lexicon) -> None:
    found = match_goal(taught(lexicon, said("rejected", "clay")), "clay kiln", ALWAYS)
    assert -LESS_THAN_SAME < decision(found, "2")[0] < 0.0


@pytest.mark.parametrize(
    ("one", "other"),
    [("pottery weeding", "books weeding"), ("advanced excel", "beginner excel"), ("kiln", "gardens")],
)
def test_another_concept_level_or_subject_is_no_neighbour(lexicon: Lexicon, one: str, other: str) -> None:
    index = taught(lexicon, said("accepted", one, "7"))
    assert decision(match_goal(index, other, ALWAYS), "7")[0] == 0.0
    assert decision(match_goal(index, one, ALWAYS), "7")[0] == 1.0


def test_half_holds_for_the_same_at_a_level(lexicon: Lexicon) -> None:
    index = taught(lexicon, said("accepted", "excel", "1"))
    assert decision(match_goal(index, "advanced excel", ALWAYS), "1")[0] == LESS_THAN_SAME


def test_the_latest_verdict_on_the_goal_itself_counts(lexicon: Lexicon) -> None:
    index = taught(
        lexicon,
        said("rejected", "ceramics", number=1),
        said("accepted", "throwing things", number=2),
        said("rejected", "clay", number=3),
    )
    assert decision(match_goal(index, "ceramics", ALWAYS), "2")[0] == 1.0


def test_an_accepted_course_is_a_candidate_whatever_it_says(lexicon: Lexicon) -> None:
    found = match_goal(taught(lexicon, said("accepted", "quantum knitting", "6")), "quantum knitting", MatchSettings())
    assert [course.course_id for course in found.courses][:1] == ["6"]


def test_a_wrong_sense_takes_courses_of_that_sense_along(lexicon: Lexicon) -> None:
    before = match_goal(taught(lexicon), "weeding", ALWAYS)
    assert [course.course_id for course in before.courses][:2] != ["6", "4"]
    index = taught(lexicon, said("wrong_sense", "weeding", "4", meant="books"))
    found = match_goal(index, "weeding", ALWAYS)
    assert found.courses[0].course_id == "6"
    value, because = decision(found, "5")
    assert -LESS_THAN_SAME <= value < -0.4
    assert because == (
        "like “Weeding Gardens”, which is of another sense of the word for this goal by Ada on 2026-11-01, decision 1; "
        "meant is “books”"
    )
    assert decision(found, "6")[0] > -0.1


def test_accepting_one_of_them_keeps_it_out_of_that(lexicon: Lexicon) -> None:
    index = taught(lexicon, said("wrong_sense", "weeding", "4"), said("accepted", "weeding", "5", number=2))
    assert decision(match_goal(index, "weeding", ALWAYS), "5")[0] == 1.0


def test_where_only_that_would_be_offered_the_silence_names_the_decision(lexicon: Lexicon) -> None:
    others = [CourseText(course_id=f"o{n}", title=f"Subject{n}") for n in range(30)]
    means = replace(MEANS, verdicts=(said("rejected", "excel", "7"),))
    settings = MatchSettings(min_confidence=0.1)
    assert not match_goal(build_index([*others, *COURSES], lexicon, MEANS), "excel", settings).abstained
    found = match_goal(build_index([*others, *COURSES], lexicon, means), "excel", settings)
    assert found.abstained
    assert found.reason == (
        "decided against: the best course, “Excel Formulas”, is rejected for this goal by Ada on 2026-11-01, decision 1"
    )


def test_taken_back_it_is_as_if_it_had_never_been_said(lexicon: Lexicon) -> None:
    verdict = said("rejected", "clay kiln")
    with_it, without, never = taught(lexicon, verdict), taught(lexicon), build_index(COURSES, lexicon, MEANS)
    for goal in ("clay kiln", "clay", "ceramics", "weeding"):
        assert match_goal(without, goal, ALWAYS) == match_goal(never, goal, ALWAYS)
    assert match_goal(with_it, "clay kiln", ALWAYS) != match_goal(never, "clay kiln", ALWAYS)


def test_without_a_model_the_same_goal_is_known_by_its_words(lexicon: Lexicon) -> None:
    means = replace(MEANS, embed_courses=None, embed_goals=None, verdicts=(said("accepted", "Clays", "7"),))
    index = build_index(COURSES, lexicon, means)
    assert decision(match_goal(index, "clay", ALWAYS), "7")[0] == 1.0
    assert decision(match_goal(index, "clay kiln", ALWAYS), "7")[0] == 0.0


def test_a_verdict_on_a_course_that_is_gone_waits(lexicon: Lexicon) -> None:
    index = taught(lexicon, said("accepted", "clay", "gone"))
    assert match_goal(index, "clay", ALWAYS) == match_goal(taught(lexicon), "clay", ALWAYS)


@pytest.mark.parametrize("text", ["ceramics", "clay kiln", "weeding", "zzz", ""])
def test_parts_sum_to_the_score(lexicon: Lexicon, text: str) -> None:
    verdicts = (said("accepted", "clay"), said("rejected", "kiln", "3"), said("wrong_sense", "weeding", "4", number=3))
    for course in match_goal(taught(lexicon, *verdicts), text, ALWAYS).courses:
        assert sum(part.points for part in course.parts) == course.score
        assert all(part.because for part in course.parts)
