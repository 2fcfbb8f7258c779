"""A sheet in which every text is the same, so that a hostile one stands in every place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pipeline.topics.sheet.model import (
    Count,
    CourseFacts,
    Credential,
    Demand,
    Fit,
    Hours,
    People,
    Plan,
    Room,
    Sheet,
    Week,
)


@pytest.fixture(scope="session")
def make_sheet() -> Callable[[str, str | None], Sheet]:
    def make(text: str, url: str | None) -> Sheet:
        fit = Fit(signal="free of charge", value="yes", evidence=text, source="listing")
        course = CourseFacts(
            course_id="edx:1", rank=1, title=text, url=url, provider=text, fit="yes", weeks="6", hours_a_week="3",
            cost=text, enrolment=text, licence=text, login=text, language=text, last_checked=text, because=(text,),
            signals=(fit,), source_home=url,
        )  # fmt: skip
        plan = Plan(
            course_id="edx:1", course=text, sessions=6, session_minutes=90, homework_minutes=90, preparation_hours=1.5,
            circles=1, pace=text, has_day=True, holidays_told=text,
            sizes=(Hours(participants=8, participant_hours=144.0, facilitator_hours=18.0, total_hours=162.0),),
            weeks=(Week(number=1, on=date(2026, 12, 23), session_minutes=90, homework_minutes=90, part=text),),
        )  # fmt: skip
        room = Room(
            name=text,
            branch=text,
            capacity=12,
            serves=text,
            equipment=text,
            shared_times=("monday morning",),
            lacks=text,
        )
        return Sheet(
            topic_id="t0123456789", title=text, status="proposed", on=date(2026, 11, 24), summary=text,
            demand=Demand(
                people=20, branches=(Count(name=text, people=7),), wishes=(Count(name=text, people=12),),
                unnumbered_wishes=(text,), strength=text, trend=text, strategy=((text, text),),
            ),
            courses=(course,), other_courses=(course,), plan=plan,
            people=People(
                times=("monday morning",), times_told=text, facilitators=("f-0123456789",), leads=(text,)
            ),
            rooms=(room,), rooms_missing=None, season=(text,),
            credentials=(Credential(name=text, about=text, said_by=text, source=text),), credentials_told="",
            risks=(text,), next_steps=((text, "circlewise topics"),),
        )  # fmt: skip

    return make
