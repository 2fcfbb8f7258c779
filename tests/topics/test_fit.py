"""What fits a circle: yes, no, and unknown where the source is silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.model import CircleSettings, CourseRating
from pipeline.topics.fit import fit_signals, overall, worked_in_a_circle

PLANNED_ON = date(2026, 12, 22)
HOURS_IN_ALL = {"weekly_effort_hours": None, "total_effort_hours": 30.0}
CASES = [
    # what the listing says, signal, value, part of the evidence
    ({}, "free_of_charge", "yes", "free: the listing says `free`"),
    ({"is_free": None, "free_kind": "unknown", "free_evidence": None}, "free_of_charge", "unknown", "does not say"),
    ({"is_free": False, "free_kind": "paid", "free_evidence": "price 10 USD"}, "free_of_charge", "no", "paid: price"),
    ({"duration_weeks": 4.0}, "weeks_fit", "yes", "4 weeks; a circle here takes 4 to 10 weeks"),
    ({"duration_weeks": 10.0}, "weeks_fit", "yes", "10 weeks"),
    ({"duration_weeks": 3.9}, "weeks_fit", "no", "3.9 weeks"),
    ({"duration_weeks": 10.1}, "weeks_fit", "no", "10.1 weeks"),
    ({"duration_weeks": None}, "weeks_fit", "unknown", "no length given"),
    ({"duration_weeks": 3.0, "duration_weeks_min": 2.0, "duration_weeks_max": 4.0}, "weeks_fit", "yes", "2 to 4 weeks"),
    ({"duration_weeks": 2.5, "duration_weeks_min": 2.0, "duration_weeks_max": 3.0}, "weeks_fit", "no", "2 to 3 weeks"),
    ({"weekly_effort_hours": 6.0}, "weekly_load_fits", "yes", "6 hours a week; at most 6 hours"),
    ({"weekly_effort_hours": 6.5}, "weekly_load_fits", "no", "6.5 hours a week"),
    ({"weekly_effort_hours": None}, "weekly_load_fits", "unknown", "no work a week given"),
    (HOURS_IN_ALL, "weekly_load_fits", "yes", "5 hours a week (30 hours over 6 weeks)"),
    (HOURS_IN_ALL | {"duration_weeks": None}, "weekly_load_fits", "unknown", "no work a week given"),
    (HOURS_IN_ALL | {"duration_weeks": 0.0}, "weekly_load_fits", "unknown", "no work a week given"),
    ({}, "open_for_enrolment", "yes", "self-paced, and no last day of enrolment given"),
    ({"starts_on": date(2019, 1, 1)}, "open_for_enrolment", "yes", "self-paced"),
    ({"enrol_until_on": PLANNED_ON}, "open_for_enrolment", "yes", "enrolment until 2026-12-22"),
    ({"enrol_until_on": date(2026, 12, 21)}, "open_for_enrolment", "no", "planned on 2026-12-22"),
    ({"ends_on": date(2026, 12, 21)}, "open_for_enrolment", "no", "ends on 2026-12-21"),
    ({"ends_on": PLANNED_ON}, "open_for_enrolment", "yes", "self-paced"),
    ({"pacing": None}, "open_for_enrolment", "unknown", "no dates and no pacing given"),
    ({"pacing": "instructor_paced"}, "open_for_enrolment", "unknown", "no dates"),
    ({"pacing": None, "starts_on": date(2026, 12, 21)}, "open_for_enrolment", "unknown", "starts on 2026-12-21"),
    ({"pacing": "instructor_paced", "starts_on": PLANNED_ON}, "open_for_enrolment", "yes", "starts on 2026-12-22"),
    ({}, "language_fits", "yes", "en; circles are held in en, es"),
    ({"language": "es-MX"}, "language_fits", "yes", "es-MX"),
    ({"language": "de"}, "language_fits", "no", "de"),
    ({"language": "est"}, "language_fits", "no", "est"),
    ({"language": None}, "language_fits", "unknown", "no language given"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "signal", "value", "evidence"), CASES)
def test_signal(make_course, says, signal, value, evidence):
    (found,) = [
        each for each in fit_signals(make_course(**says), CircleSettings(), PLANNED_ON) if each.signal == signal
    ]
    assert found.value == value
    assert evidence in found.evidence
    assert found.course_id == "edx:1"
    assert found.source == "listing"


def test_a_stated_policy_is_named_as_the_source(make_course):
    course = make_course(free_evidence="stated policy: free_audit (https://example.org, read 2026-11-20)")
    assert fit_signals(course, CircleSettings(), PLANNED_ON)[0].source == "policy"


def test_a_rule_of_source_yaml_is_told_in_the_evidence(make_course):
    rule = "the listing's `ocw:absent`, read as free by a rule of source.yaml"
    signal = fit_signals(make_course(free_evidence=rule), CircleSettings(), PLANNED_ON)[0]
    assert (signal.source, signal.evidence) == ("listing", f"free: {rule}")


def test_settings_decide(make_course):
    course = make_course(language="zh-Hans", duration_weeks=2.0, weekly_effort_hours=8.0)
    here = CircleSettings(min_weeks=1, max_weeks=2, max_weekly_hours=8, languages=("zh-Hans",))
    assert overall(fit_signals(course, here, PLANNED_ON)) == "yes"
    elsewhere = replace(here, languages=("zh-Hant",))
    assert overall(fit_signals(course, elsewhere, PLANNED_ON)) == "no"


def test_overall(make_course):
    def fit(**says):
        return overall(fit_signals(make_course(**says), CircleSettings(), PLANNED_ON))

    assert fit() == "yes"
    assert fit(duration_weeks=None) == "unknown"
    assert fit(duration_weeks=None, language="de") == "no"
    assert overall([]) == "unknown"


@pytest.mark.parametrize(
    ("mean", "value", "fit"),
    [("3.50", "yes", "yes"), ("3.49", "unknown", "yes"), ("2.51", "unknown", "yes"), ("2.50", "no", "no")],
)
def test_what_people_said_after_a_circle(make_course, mean, value, fit):
    course = make_course()
    signal = worked_in_a_circle(course, CourseRating(course_id=course.course_id, mean=Decimal(mean)), CircleSettings())
    assert (signal.signal, signal.value, signal.source) == ("worked_in_a_circle", value, "circles")
    assert signal.evidence == f"{mean} of 5 by those who were in circles; from 3.5 on it worked, up to 2.5 it did not"
    assert overall([*fit_signals(course, CircleSettings(), PLANNED_ON), signal]) == fit


def test_a_course_that_no_circle_tried_fits_as_before(make_course):
    signal = worked_in_a_circle(make_course(), None, CircleSettings())
    assert (signal.value, signal.evidence.split(";")[0]) == (
        "unknown",
        "no circle, or too few people in circles, said how it worked",
    )
    assert overall([*fit_signals(make_course(), CircleSettings(), PLANNED_ON), signal]) == "yes"
    assert overall([signal]) == "unknown"
