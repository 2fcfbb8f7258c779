"""Goals, matches and courses with only what a test is about written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.embed.find import find_encoder
from pipeline.flow.subjects import FILE, load_subjects
from pipeline.model import (
    About,
    CircleSettings,
    Course,
    CourseMatch,
    FitSignal,
    FitWords,
    GoalDemand,
    GoalMatch,
    SignalWords,
    Wish,
)
from pipeline.survey import AnswerReader, SubjectReader, goals
from pipeline.topics.alike import Grounds
from pipeline.topics.fit import FitBasis, fit_signals

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
WORDS = FitWords(
    no_purchase=SignalWords(yes=("no textbook is required",), no=("textbook is required",)),
    weekly_modules=SignalWords(yes=("# modules", "cada semana")),
    no_login=SignalWords(yes=("without registering",), no=("create a free account",)),
    discussion_or_project=SignalWords(yes=("discussion forum",)),
    accessibility_stated=SignalWords(yes=("closed captions",)),
)


@pytest.fixture(scope="session")
def make_goal() -> Callable[..., GoalDemand]:
    """A goal; `people` are names, or how many."""

    def make(goal_id: str, wording: str, people: int | str = 1, origin: Any = "person") -> GoalDemand:
        names = people.split() if isinstance(people, str) else [f"{goal_id}-{n}" for n in range(people)]
        return GoalDemand(goal_id=goal_id, survey_id="s1", wording=wording, origin=origin, respondents=frozenset(names))

    return make


@pytest.fixture(scope="session")
def make_match() -> Callable[..., GoalMatch]:
    """What a goal gets: course ids with falling scores, or scores given by name."""

    def make(*course_ids: str, confidence: float = 0.8, **scores: float) -> GoalMatch:
        found = {course_id: 1 - 0.1 * place for place, course_id in enumerate(course_ids)} | scores
        courses = tuple(CourseMatch(course_id=key, score=score, parts=()) for key, score in found.items())
        return GoalMatch(wording="", abstained=not courses, reason="", confidence=confidence, courses=courses)

    return make


@pytest.fixture(scope="session")
def make_course() -> Callable[..., Course]:
    """A free self-paced English course of six weeks, three hours each."""

    def make(course_id: str = "edx:1", **changes: Any) -> Course:
        values: dict[str, Any] = dict.fromkeys(Course.__dataclass_fields__)
        seen = datetime(2026, 11, 20)  # noqa: DTZ001 - columns are UTC without a zone
        values |= {
            "course_id": course_id, "source": "edx", "key": "1", "title": f"Title {course_id}", "language": "en",
            "topics": (), "is_free": True, "free_kind": "free", "free_evidence": "the listing says `free`",
            "duration_weeks": 6.0, "weekly_effort_hours": 3.0, "pacing": "self_paced", "canonical_course_id": course_id,
            "content_hash": "x", "first_seen_at": seen, "last_seen_at": seen, "changed_at": seen, "n_misses": 0,
            "is_active": True,
        }  # fmt: skip
        return Course(**(values | changes))

    return make


@dataclass(frozen=True)
class Read:
    """Goals as a night has them before it groups them, and what is known of each beside its wording."""

    goals: list[GoalDemand]
    abouts: dict[str, About]
    vectors: dict[str, Any] | None

    def grounds(self, matches: Mapping[str, GoalMatch] | None = None, *, with_model: bool = True) -> Grounds:
        """What they are grouped by; without the model as where its files are missing."""
        return Grounds(abouts=self.abouts, matches=matches or {}, vectors=self.vectors if with_model else None)


@pytest.fixture(scope="session")
def subjects(reader: AnswerReader) -> SubjectReader:
    """Reads the subjects of goals with what is committed."""
    return load_subjects(ROOT / FILE, reader)


@pytest.fixture(scope="session")
def read(reader: AnswerReader, subjects: SubjectReader) -> Callable[..., Read]:
    """Wordings as goals whose ids are the wordings, read by the lexicon and the model; each wording is read once."""
    encoder, said = find_encoder(None)
    assert encoder is not None, said
    known: dict[str, tuple[GoalDemand, Any]] = {}

    def goal(wording: str) -> GoalDemand:
        said = reader.option(wording)
        wish = Wish(
            respondent=f"who wants {wording}", question_id="q1", wording=wording, origin="person", strength=1.0,
            matching_text=said.matching_text, level=said.level, language=said.language, typed=said.typed,
        )  # fmt: skip
        (found,) = goals([wish], "s1", b"k" * 32, reader.meanings, 1)
        return replace(found, goal_id=wording)

    def run(*wordings: str) -> Read:
        fresh = [goal(wording) for wording in dict.fromkeys(wordings) if wording not in known]
        if fresh:
            rows = encoder.goals([each.matching_text or each.wording for each in fresh])
            known.update((each.goal_id, (each, row)) for each, row in zip(fresh, rows, strict=True))
        found = [known[wording][0] for wording in dict.fromkeys(wordings)]
        return Read(found, subjects.of_all(found), {each.goal_id: known[each.goal_id][1] for each in found})

    return run


@pytest.fixture
def make_basis() -> Callable[..., FitBasis]:
    """What courses are held against on the day of the tests."""

    def make(settings: CircleSettings | None = None, **known: Any) -> FitBasis:
        return FitBasis(settings=settings or CircleSettings(), today=TODAY, words=WORDS, **known)

    return make


@pytest.fixture
def signal_of() -> Callable[[Course, FitBasis, str], FitSignal]:
    """One signal of a course by its name."""

    def find(course: Course, basis: FitBasis, name: str) -> FitSignal:
        (found,) = (each for each in fit_signals(course, basis) if each.signal == name)
        return found

    return find
