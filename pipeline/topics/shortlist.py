"""The courses of a topic, and how much a topic is worth proposing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import CircleSettings, Course, FitValue, GoalMatch, TopicCourse
from pipeline.topics.decided import NOTHING_CHOSEN, Chosen

DEMAND_SHARE, CERTAINTY_SHARE, FIT_SHARE = 0.5, 0.3, 0.2
BEFORE_POINTS = ("language", "cost", "fit")
"""What parts a shortlist before points do: taught in another language, of unknown cost, known not to fit a circle."""
_FIT_POINTS: dict[str, float] = {"yes": 1.0, "unknown": 0.5, "no": 0.0}


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """Why a course stands below others that match less well."""

    ranks: tuple[int, ...]
    """Where those stand."""
    reasons: tuple[str, ...]
    """Names of BEFORE_POINTS."""


def shortlist(
    topic_id: str,
    matches: Iterable[GoalMatch],
    courses: Mapping[str, Course],
    fits: Mapping[str, FitValue],
    settings: CircleSettings,
    languages: Collection[str] = (),
    chosen: Chosen = NOTHING_CHOSEN,
) -> tuple[TopicCourse, ...]:
    """The best courses over all goals of a topic, at most `topic_courses` of them.

    A course that matches far worse than the best one offered (`min_score_share`) is no alternative to it, free or not.
    Courses taught in a language that nobody asked in come last, free or not. Before them, courses known to be free come
    first, then those of unknown cost; paid and retired ones stay out. Within these: what is known not to fit a circle
    last, then the best score over the goals, then title, then course_id. Of several listings of the same course the
    first one stays.

    What people put first comes before all that, whether anything matched it or not, the latest decision first; of the
    same course no other listing is shown. What they took out is not on the list, with all its listings, and says
    nothing about the others. Neither makes a paid or retired course an offer.

    Args:
        topic_id: the topic.
        matches: what its goals got.
        courses: all courses by course_id; a match without its course is left out.
        fits: the overall fit by course_id, for every course that is not left out.
        settings: how long a shortlist is, and the languages in which circles are held.
        languages: those in which the goals are worded, where they say; else those in which circles are held count.
        chosen: what people put first and took out.
    """
    said = {each.course_id: each for each in chosen.first if each.course_id is not None}
    put_first = [courses[course_id] for course_id in said if course_id in courses and is_offered(courses[course_id])]
    out = {courses[course_id].canonical_course_id for course_id in chosen.out if course_id in courses}
    out -= {course.canonical_course_id for course in put_first}
    scores: dict[str, float] = {}
    for match in matches:
        for found in match.courses:
            scores[found.course_id] = max(found.score, scores.get(found.course_id, found.score))
    offered = {
        course_id
        for course_id in scores
        if course_id in courses
        and is_offered(courses[course_id])
        and courses[course_id].canonical_course_id not in out
        and course_id not in chosen.out
    }
    floor = settings.min_score_share * max((scores[course_id] for course_id in offered), default=0.0)
    ranked = sorted(
        (courses[course_id] for course_id in offered if scores[course_id] >= floor),
        key=lambda course: (
            before_points(course, fits[course.course_id], languages or settings.languages),
            -scores[course.course_id],
            course.title,
            course.course_id,
        ),
    )
    once: dict[str, Course] = {}
    for course in (*put_first, *ranked):
        once.setdefault(course.canonical_course_id, course)
    return tuple(
        TopicCourse(
            topic_id=topic_id,
            course_id=course.course_id,
            rank=rank,
            score=scores.get(course.course_id, 0.0),
            is_free=course.is_free,
            fit=fits[course.course_id],
            because=f"put first by {said[course.course_id].named}" if course.course_id in said else None,
        )
        for rank, course in enumerate(list(once.values())[: settings.topic_courses], start=1)
    )


def before_points(course: Course, fit: str, languages: Collection[str]) -> tuple[bool, ...]:
    """What goes before the score in the order of a shortlist: for each of BEFORE_POINTS whether it counts against."""
    return is_in_another(course, languages), course.is_free is None, fit == "no"


def moved(places: Sequence[TopicCourse], courses: Mapping[str, Course], languages: Collection[str]) -> dict[str, Moved]:
    """Every course of a shortlist that stands below others which match less well, by course_id, and why.

    Those that a person put first are left out: nobody compares with them.

    Args:
        places: the shortlist, best first.
        courses: its courses by course_id.
        languages: as the shortlist was made with.
    """
    found = {}
    for place in places:
        if place.because is not None:
            continue
        mine = before_points(courses[place.course_id], place.fit, languages)
        overtaken = {}
        for other in places:
            theirs = before_points(courses[other.course_id], other.fit, languages)
            if other.rank < place.rank and other.score < place.score and other.because is None and theirs < mine:
                overtaken[other.rank] = next(
                    name for name, a, b in zip(BEFORE_POINTS, mine, theirs, strict=True) if a != b
                )
        if overtaken:
            reasons = tuple(name for name in BEFORE_POINTS if name in overtaken.values())
            found[place.course_id] = Moved(ranks=tuple(overtaken), reasons=reasons)
    return found


def is_in_another(course: Course, languages: Collection[str]) -> bool:
    """Whether a course is known to be taught in none of these languages; regions make no difference."""
    return course.language is not None and _spoken(course.language) not in set(map(_spoken, languages))


def _spoken(tag: str) -> str:
    return tag.partition("-")[0].casefold()


def is_offered(course: Course) -> bool:
    """Whether a course may be on a shortlist: still there and not known to cost money."""
    return course.is_active and course.is_free is not False


def priority(n_respondents: int, most_respondents: int, certainty: float, fits: Iterable[str]) -> float:
    """How much a shown topic is worth proposing, 0 to 1, rounded to four digits.

    Half of it is demand (its distinct respondents as a share of the largest shown topic's), three tenths certainty (the
    confidence of its goals' best match, 0 where the matcher abstained from all), two tenths circle fit (the mean over
    its shortlist: 1 for yes, 0.5 for unknown, 0 for no; 0 without courses). It holds nothing but figures that are shown
    anyway; a suppressed topic has no priority, which its caller writes as 0.
    """
    points = [_FIT_POINTS[fit] for fit in fits]
    demand = n_respondents / most_respondents
    fit = sum(points) / len(points) if points else 0.0
    certain = min(1.0, max(0.0, certainty))
    return round(DEMAND_SHARE * demand + CERTAINTY_SHARE * certain + FIT_SHARE * fit, 4)
