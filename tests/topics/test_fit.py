"""What fits a circle: yes, no, and unknown where the source is silent."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipeline.model import CircleSettings, CourseRating, Signal
from pipeline.topics.fit import SIGNALS, fit_signals, overall, pace
from pipeline.topics.fit.reading import grade, reading_ease

PLANNED_ON = date(2026, 12, 22)
TAUGHT = {"pacing": "instructor_paced"}
HOURS_IN_ALL = {"weekly_effort_hours": None, "total_effort_hours": 30.0}
CASES = [
    # what the listing says, signal, value, part of the evidence
    ({}, "free_of_charge", "yes", "free: the listing says `free`"),
    ({"free_kind": "free_audit"}, "free_of_charge", "yes", "free to follow, without a certificate: the listing says"),
    ({"free_kind": "free_limited", "free_evidence": None}, "free_of_charge", "yes", "free for a limited time"),
    ({"is_free": None, "free_kind": "unknown", "free_evidence": None}, "free_of_charge", "unknown", "does not say"),
    ({"is_free": None, "free_kind": "unknown", "free_evidence": "`ask us`"}, "free_of_charge", "unknown", "not clear"),
    ({"is_free": False, "free_kind": "paid", "free_evidence": "price 10 USD"}, "free_of_charge", "no", "for: price 10"),
    ({"duration_weeks": 4.0}, "weeks_fit", "yes", "4 weeks; a circle here takes 4 to 10 weeks"),
    ({"duration_weeks": 10.0}, "weeks_fit", "yes", "10 weeks"),
    (TAUGHT | {"duration_weeks": 3.9}, "weeks_fit", "no", "3.9 weeks"),
    (TAUGHT | {"duration_weeks": 10.1}, "weeks_fit", "no", "10.1 weeks"),
    ({"duration_weeks": None}, "weeks_fit", "unknown", "no length given"),
    ({"duration_weeks": 3.0, "duration_weeks_min": 2.0, "duration_weeks_max": 4.0}, "weeks_fit", "yes", "2 to 4 weeks"),
    (TAUGHT | {"duration_weeks": 2.5, "duration_weeks_min": 2.0, "duration_weeks_max": 3.0}, "weeks_fit", "no",
     "2 to 3 weeks"),
    ({"weekly_effort_hours": 6.0}, "weekly_load_fits", "yes", "6 hours a week; at most 6 hours"),
    (TAUGHT | {"weekly_effort_hours": 6.5}, "weekly_load_fits", "no", "6.5 hours a week"),
    ({"weekly_effort_hours": None}, "weekly_load_fits", "unknown", "no work a week given"),
    (HOURS_IN_ALL, "weekly_load_fits", "yes", "5 hours a week (30 hours over 6 weeks)"),
    (TAUGHT | HOURS_IN_ALL | {"duration_weeks": None}, "weekly_load_fits", "unknown", "no work a week given"),
    (TAUGHT | HOURS_IN_ALL | {"duration_weeks": 0.0}, "weekly_load_fits", "unknown", "no work a week given"),
    ({}, "open_for_enrolment", "yes", "self-paced, and no last day of enrolment given"),
    ({"starts_on": date(2019, 1, 1)}, "open_for_enrolment", "yes", "self-paced"),
    ({"enrol_until_on": PLANNED_ON}, "open_for_enrolment", "yes", "enrolment until 2026-12-22"),
    ({"enrol_until_on": date(2026, 12, 21)}, "open_for_enrolment", "no", "circles start on 2026-12-22"),
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
    ({}, "free_to_the_end", "yes", "no end of that is stated"),
    ({"free_kind": "free_audit"}, "free_to_the_end", "unknown", "until when the source does not say"),
    ({"free_kind": "free_limited"}, "free_to_the_end", "unknown", "free for a limited time"),
    ({"free_kind": "paid"}, "free_to_the_end", "no", "has to be paid for"),
    ({"free_kind": "unknown"}, "free_to_the_end", "unknown", "does not say what"),
    ({"duration_weeks": 3.9}, "weeks_fit", "yes", "3.9 weeks as it is taught, but self-paced, 11.7 hours in all"),
    ({"duration_weeks": None, "weekly_effort_hours": None, "total_effort_hours": 20.0}, "weeks_fit", "yes",
     "self-paced, 20 hours in all: 4 weeks, 5 hours each"),
    ({"duration_weeks": None, "weekly_effort_hours": None, "total_effort_hours": 2.0}, "weeks_fit", "unknown",
     "no length"),
    ({"duration_weeks": 24.0, "total_effort_hours": 72.0}, "weeks_fit", "yes", "2 circles of 6 weeks, 6 hours each"),
    ({"duration_weeks": 40.0, "total_effort_hours": 200.0}, "weeks_fit", "no", "40 weeks; a circle here"),
    ({"weekly_effort_hours": 8.0}, "weekly_load_fits", "yes", "48 hours in all: 8 weeks, 6 hours each; at most"),
    ({"weekly_effort_hours": 30.0}, "weekly_load_fits", "no", "30 hours a week; at most 6"),
    ({"pacing": "instructor_paced"}, "dates_fit", "unknown", "from 2026-12-22 to 2027-02-02"),
    ({}, "dates_fit", "yes", "self-paced: any day does"),
    ({"pacing": None, "starts_on": date(2026, 12, 21)}, "dates_fit", "unknown", "whether it comes again"),
    ({"pacing": None, "starts_on": PLANNED_ON}, "dates_fit", "yes", "starts on 2026-12-22"),
    ({"pacing": None, "starts_on": date(2027, 2, 2)}, "dates_fit", "yes", "starts on 2027-02-02"),
    ({"pacing": None, "starts_on": date(2027, 2, 3)}, "dates_fit", "no", "starts on 2027-02-03"),
    ({"licence": "CC BY-SA 4.0"}, "open_licence", "yes", "CC BY-SA 4.0"),
    ({"licence": "CC BY-NC-ND 4.0"}, "open_licence", "no", "may be copied but not changed"),
    ({"licence": "CC0 1.0"}, "open_licence", "yes", "CC0 1.0"),
    ({"licence": "PDM"}, "open_licence", "yes", "PDM"),
    ({"licence": "COPYRIGHT"}, "open_licence", "no", "COPYRIGHT"),
    ({}, "open_licence", "unknown", "no licence given"),
]  # fmt: skip
DESCRIBED = [
    # the description, signal, value, the evidence
    ("No  textbook\nis required.", "no_purchase", "yes", 'the description says "No textbook is required"'),
    ("A textbook is required!", "no_purchase", "no", 'the description says "textbook is required"'),
    ("The textbook is required; no textbook is required in week 1.", "no_purchase", "unknown",
     'the description says both "no textbook is required" and "textbook is required"'),
    ("Nothing.", "no_purchase", "unknown", "the description says nothing of anything that has to be bought"),
    (None, "no_purchase", "unknown", "the source gives no description"),
    ("In four modules you learn", "weekly_modules", "yes", 'the description says "four modules"'),
    ("12 Modules", "weekly_modules", "yes", 'the description says "12 Modules"'),
    ("Cada semana un foro", "weekly_modules", "yes", 'the description says "Cada semana"'),
    ("your modules", "weekly_modules", "unknown", "the description says nothing of weeks, modules or lessons"),
    ("A discussion forum", "discussion_or_project", "yes", 'the description says "discussion forum"'),
    ("discussion forumula", "discussion_or_project", "unknown",
     "the description says nothing of discussions or projects"),
    ("Videos with closed captions.", "accessibility_stated", "yes", 'the description says "closed captions"'),
    ("Read it without registering", "no_login", "yes", 'the description says "without registering"'),
    ("First create a free account.", "no_login", "no", 'the description says "create a free account"'),
]  # fmt: skip
EASY = "You will read one short page each week. Then we meet and talk. It is fun, and it helps you at the desk. " * 5
HARD = (
    "Participants interrogate epistemological foundations underpinning contemporary organizational accountability, "
    "synthesizing multidisciplinary methodological considerations throughout institutional implementation processes. "
) * 5
EASY_ES = "Cada semana lees una página corta. Luego nos vemos y hablamos. Es fácil y te ayuda en el trabajo. " * 5


@pytest.mark.parametrize(("says", "signal", "value", "evidence"), CASES)
def test_signal(make_course, make_basis, signal_of, says, signal, value, evidence):
    found = signal_of(make_course(**says), make_basis(), signal)
    assert found.value == value
    assert evidence in found.evidence
    assert (found.course_id, found.source) == ("edx:1", "listing")


@pytest.mark.parametrize(("description", "signal", "value", "evidence"), DESCRIBED)
def test_what_descriptions_say(make_course, make_basis, signal_of, description, signal, value, evidence):
    found = signal_of(make_course(description=description), make_basis(), signal)
    assert (found.value, found.evidence, found.source) == (value, evidence, "description")


@pytest.mark.parametrize(
    ("description", "language", "value", "evidence"),
    [
        (EASY, "en-GB", "yes", "school grade 0 (Coleman-Liau); up to 10 is easy here"),
        (HARD, "en", "no", "up to 10 is easy here"),
        (EASY_ES, "es", "yes", "(Fernández Huerta); from 55 on is easy here"),
        (EASY, None, "unknown", "English and Spanish only"),
        (EASY, "de", "unknown", "English and Spanish only"),
        ("Short.", "en", "unknown", "fewer than 80 words"),
    ],
)
def test_reading_level(make_course, make_basis, signal_of, description, language, value, evidence):
    course = make_course(description=description, language=language)
    found = signal_of(course, make_basis(), "reading_level_fits")
    assert found.value == value
    assert evidence in found.evidence


TEXTS = st.lists(
    st.sampled_from(["It's", "don't", "well-known", "'quoted'", "e.g.", "Año", "¿Qué?", "a", "U.S.A.", "3.5", "niños'"])
    | st.text("abcdeñáü'.!? -\n\u00bf\u2019\u00df,", max_size=12),
    max_size=40,
).map(" ".join)


@given(TEXTS)
@hypothesis_settings(max_examples=300, deadline=None)
def test_reading_levels_are_those_of_textstat(text):
    assert grade(text) == textstat_of("en").coleman_liau_index(text)
    assert reading_ease(text) == textstat_of("es").fernandez_huerta(text)


@cache
def textstat_of(language):
    from textstat.textstat import textstatistics

    reader = textstatistics()
    reader.set_lang(language)
    return reader


def test_reading_levels_need_no_nltk():
    code = (
        "import sys; from pipeline.topics.fit.reading import grade, reading_ease; "
        "grade('One two three four.'); reading_ease('Uno dos tres.'); print('nltk' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_a_stated_policy_is_named_as_the_source(make_course, make_basis, signal_of):
    course = make_course(free_evidence="stated policy: free_audit (https://example.org, read 2026-11-20)")
    assert signal_of(course, make_basis(), "free_of_charge").source == "policy"


def test_a_rule_of_source_yaml_is_told_in_the_evidence(make_course, make_basis, signal_of):
    rule = "the listing's `ocw:absent`, read as free by a rule of source.yaml"
    signal = signal_of(make_course(free_evidence=rule), make_basis(), "free_of_charge")
    assert (signal.source, signal.evidence) == ("listing", f"free: {rule}")


def fit(course, basis):
    return overall(fit_signals(course, basis), basis.settings)


def test_settings_decide(make_course, make_basis):
    course = make_course(language="zh-Hans", duration_weeks=2.0, weekly_effort_hours=8.0)
    here = CircleSettings(min_weeks=1, max_weeks=2, max_weekly_hours=8, languages=("zh-Hans",))
    assert fit(course, make_basis(here)) == "yes"
    assert fit(course, make_basis(replace(here, languages=("zh-Hant",)))) == "no"
    assert fit(course, make_basis(replace(here, needed_signals=("open_licence",)))) == "unknown"
    assert fit(course, make_basis(replace(here, languages=("en",), needed_signals=("weeks_fit",)))) == "yes"
    assert fit(course, make_basis(replace(here, needed_signals=(), barring_signals=("language_fits",)))) == "yes"


def test_overall(make_course, make_basis):
    assert fit(make_course(), make_basis()) == "yes"
    assert fit(make_course(duration_weeks=None), make_basis()) == "unknown"
    assert fit(make_course(duration_weeks=None, language="de"), make_basis()) == "no"
    assert fit(make_course(description="A textbook is required"), make_basis()) == "no"
    assert overall([], CircleSettings()) == "unknown"


@pytest.mark.parametrize(
    ("mean", "value", "overall_fit"),
    [("3.50", "yes", "yes"), ("3.49", "unknown", "yes"), ("2.51", "unknown", "yes"), ("2.50", "no", "no")],
)
def test_what_people_said_after_a_circle(make_course, make_basis, signal_of, mean, value, overall_fit):
    course = make_course()
    basis = make_basis(ratings={course.course_id: CourseRating(course_id=course.course_id, mean=Decimal(mean))})
    signal = signal_of(course, basis, "worked_in_a_circle")
    assert (signal.value, signal.source) == (value, "circles")
    assert signal.evidence == f"{mean} of 5 by those who were in circles; from 3.5 on it worked, up to 2.5 it did not"
    assert fit(course, basis) == overall_fit


def test_a_course_that_no_circle_tried_fits_as_before(make_course, make_basis, signal_of):
    signal = signal_of(make_course(), make_basis(), "worked_in_a_circle")
    assert signal.value == "unknown"
    assert signal.evidence.startswith("no circle, or too few people in circles, said how it worked")


def test_every_signal_has_a_name_a_sentence_and_is_a_setting(make_course, make_basis):
    named = [signal.__name__ for signal in SIGNALS]
    assert named == [found.signal for found in fit_signals(make_course(), make_basis())]
    assert named == list(get_args(Signal))
    assert all((signal.__doc__ or "").split("\n")[0].endswith(".") for signal in SIGNALS)


@given(
    weeks=st.none() | st.floats(0, 200), hours=st.none() | st.floats(0, 100), total=st.none() | st.floats(0, 2000),
    pacing=st.sampled_from(["self_paced", "instructor_paced", None]),
)  # fmt: skip
def test_a_course_is_cut_only_into_circles_that_fit(make_course, weeks, hours, total, pacing):
    settings = CircleSettings()
    course = make_course(duration_weeks=weeks, weekly_effort_hours=hours, total_effort_hours=total, pacing=pacing)
    found = pace(course, settings)
    if found.because == "as it is taught":
        assert (found.weeks, found.n_circles) == (weeks, 1)
    else:
        assert pacing == "self_paced"
        assert settings.min_weeks <= found.weeks <= settings.max_weeks
        assert settings.min_weekly_hours <= found.weekly_hours <= settings.max_weekly_hours + 1e-9
        assert 1 <= found.n_circles <= settings.max_circles_a_course
        in_all = weeks * hours if total is None else total
        assert found.n_circles * found.weeks * found.weekly_hours == pytest.approx(in_all)
