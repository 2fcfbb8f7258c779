"""What a sheet tells: risks that follow from the data, credentials that are named, nothing that is not told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pipeline.errors import UsageError
from pipeline.flow.proposal import FILE, find_topic, load_credentials
from pipeline.model import EVERY_SLOT, Goal, LinkCheck, SeasonCircle, Slot, Space, Topic, TopicBranch
from pipeline.settings import load_settings
from pipeline.topics.sheet import Known, Sheet, sheet_of
from pipeline.topics.sheet.model import Listed
from pipeline.topics.sheet.workbook import workbook_of
from pipeline.verbs.proposal.page import page_of
from pipeline.verbs.proposal.plain import text_of

Make = Callable[..., Listed]
MakeKnown = Callable[..., Known]
SETTINGS = load_settings(Path(__file__).resolve().parents[3] / "schedule.yaml")
CREDENTIALS = load_credentials(Path(__file__).resolve().parents[3] / FILE)


def sheet(known: Known) -> Sheet:
    return sheet_of(known, SETTINGS)


def risks(known: Known) -> str:
    return "\n".join(sheet(known).risks)


def check(result: str, at: datetime) -> LinkCheck:
    return LinkCheck(
        course_id="edx:1", url="https://a.example", checked_at=at, result=result, status=None, final_url=None,
        evidence="", n_failures=0,
    )  # fmt: skip


@pytest.fixture
def sound(make_listed: Make, make_known: MakeKnown, looked_at: datetime) -> Known:
    """A topic of which the data show no risk."""
    page = check("alive", looked_at)
    times = ("monday morning", "tuesday morning", "friday midday", "friday evening")
    return make_known(make_listed(1, check=page), make_listed(2, check=page), times=times)


def test_a_sound_proposal_has_no_risk(sound: Known) -> None:
    assert sheet(sound).risks == ()


@pytest.mark.parametrize(
    ("course", "said"),
    [
        ({"free_kind": "unknown", "is_free": None}, "costs is unknown"),
        ({"free_kind": "free_limited"}, "free for a limited time"),
        ({"free_kind": "free_audit"}, "a certificate of it has to be paid for"),
        ({"description": "Earn a certificate of completion."}, "may have to be paid for"),
        ({"last_seen_at": datetime(2026, 10, 1)}, "last listed 54 days ago"),  # noqa: DTZ001
        ({"language": "fr", "signals": {"language_fits": "no"}}, "taught in fr; circles are held in en, es"),
        ({"duration_weeks": 20.0, "weekly_effort_hours": 4.0}, "cut into 2"),
        ({"duration_weeks": None, "weekly_effort_hours": None}, "a guess of the settings"),
        (
            {"signals": {"open_for_enrolment": "no"}},
            "May be closed when the circle starts: because open_for_enrolment.",
        ),
        ({"signals": {"worked_in_a_circle": "no"}}, "did not work in a circle before"),
        ({"fit": "no"}, "Only one course is known to fit a circle: “Title edx:2”."),
    ],
)
def test_a_risk_of_the_course(
    course: dict[str, Any], said: str, sound: Known, make_listed: Make, looked_at: datetime
) -> None:
    risky = make_listed(1, check=check("alive", looked_at), **course)
    known = replace(sound, listed=(risky, sound.listed[1]), credentials=CREDENTIALS)
    assert said in risks(known)
    assert said not in risks(sound)


@pytest.mark.parametrize(("result", "said"), [("refused", "refused to answer on 2026-11-20"), ("gone", "was gone")])
def test_a_page_that_does_not_answer_is_a_risk(
    result: str, said: str, sound: Known, make_listed: Make, looked_at: datetime
) -> None:
    first = make_listed(1, check=check(result, looked_at))
    assert said in risks(replace(sound, listed=(first, sound.listed[1])))
    unseen = replace(sound, listed=(make_listed(1, url="https://a.example"), sound.listed[1]))
    assert "has not been looked at yet" in risks(unseen)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"leads": frozenset()}, "No facilitator is known"),
        ({"leads": frozenset({"offered"})}, "that enough of them know the subject is not told"),
        ({"times": ()}, "No time of the week is known"),
        ({"times": ("monday morning",)}, "Free times are narrow: only monday morning."),
        ({"spaces_missing": "there is no list of spaces"}, "No room is known: there is no list of spaces."),
        ({"listed": ()}, "No free course was found"),
    ],
)
def test_a_risk_of_people_and_rooms(changes: dict[str, Any], said: str, sound: Known) -> None:
    assert said in risks(replace(sound, **changes))


def test_a_topic_that_names_chis_leads_to_it_and_is_told_how_long_it_is_valid(sound: Known, make_listed: Make) -> None:
    named = replace(sound.topic, title="Consumer health information")
    found = sheet(replace(sound, topic=named, credentials=CREDENTIALS)).credentials
    assert [(each.name, each.said_by) for each in found] == [
        ("Consumer Health Information Specialization (CHIS)", "the topic")
    ]
    assert "Valid for 3 years" in found[0].about
    none = sheet(replace(sound, credentials=CREDENTIALS))
    assert none.credentials == ()
    assert none.credentials_told


@pytest.mark.parametrize("text", ["a chisel", "uncertified", "CEUTA", "certificates are not given"])
def test_a_credential_is_named_by_whole_phrases(text: str, sound: Known, make_listed: Make) -> None:
    course = make_listed(1, description=text)
    assert sheet(replace(sound, listed=(course,), credentials=CREDENTIALS)).credentials == ()


def test_the_planned_course_is_always_among_those_compared(
    make_listed: Make, make_known: MakeKnown, make_circle: Callable[..., SeasonCircle]
) -> None:
    listed = [make_listed(rank) for rank in range(1, 6)]
    found = sheet(make_known(*listed, circles=(make_circle(course_id="edx:5"),)))
    assert [each.course_id for each in found.courses] == ["edx:1", "edx:2", "edx:5"]
    assert [each.course_id for each in found.other_courses] == ["edx:3", "edx:4"]


def test_a_wish_without_a_count_keeps_its_wording_and_no_number(sound: Known) -> None:
    def goal(number: int, wording: str | None, n: int | None) -> Goal:
        return Goal(
            goal_id=f"g{number}", survey_id="s", wording=wording, origin="form", n_respondents=n,
            is_suppressed=n is None, level=None, language="en",
        )  # fmt: skip

    goals = (goal(1, "Grant writing", 12), goal(2, "Writing grants", None), goal(3, None, None))
    demand = sheet(replace(sound, goals=goals)).demand
    assert [(each.name, each.people) for each in demand.wishes] == [("Grant writing", 12)]
    assert demand.unnumbered_wishes == ("Writing grants",)
    twice = (*goals, replace(goals[0], goal_id="g9", survey_id="later", n_respondents=6))
    assert [each.name for each in sheet(replace(sound, goals=twice)).demand.wishes] == [
        "Grant writing, asked in s",
        "Grant writing, asked in later",
    ]


def test_a_room_says_what_it_lacks_and_when_it_is_free_with_the_people(sound: Known) -> None:
    small = Space(name="Nook", branch="Main", capacity=4, slots=frozenset({Slot(0, 0)}))
    online = Space(name="Link", branch="Online", capacity=20, slots=EVERY_SLOT, serves=None)
    rooms = sheet(replace(sound, spaces=(small, online), equipment=frozenset({"projector"}))).rooms
    assert rooms[0].lacks == "projector, room for 6 people, the facilitator included"
    assert rooms[0].shared_times == ("monday morning",)
    assert rooms[1].shared_times == sound.times
    assert rooms[1].serves == "all branches"


def test_what_the_season_says_is_told(sound: Known, make_circle: Callable[..., SeasonCircle]) -> None:
    (chosen,) = sheet(replace(sound, circles=(make_circle(size=None, staff_hours=None),))).season
    assert "Wednesday morning, from 2026-12-23, Hall (Main), led by f-0123456789, a size that is not told." in chosen
    assert sheet(replace(sound, left_out="left out: nobody offered to lead it")).season == (
        "Left out: nobody offered to lead it.",
    )
    assert sheet(replace(sound, season=None)).season == ("The last night planned no season.",)


def test_no_number_of_people_is_told_that_was_not_published(sound: Known) -> None:
    branches = (TopicBranch(topic_id=sound.topic.topic_id, branch="Main", n_respondents=7),)
    demand = asdict(sheet(replace(sound, branches=branches)).demand)
    assert demand["people"] == 20
    assert demand["branches"] == ({"name": "Main", "people": 7},)
    assert demand["wishes"] == ()


def test_topics_are_found_by_id_and_title_and_a_suppressed_one_shows_nothing(sound: Known) -> None:
    hidden = replace(sound.topic, topic_id="thidden", title=None, n_respondents=None, is_suppressed=True)
    topics: list[Topic] = [sound.topic, hidden]
    assert find_topic(topics, " T0123456789 ") == sound.topic
    assert find_topic(topics, "grant WRITING") == sound.topic
    with pytest.raises(UsageError, match=r"did you mean t0123456789 \(Grant writing\)\?"):
        find_topic(topics, "grant writting")
    with pytest.raises(UsageError, match="`circlewise topics` lists them"):
        find_topic(topics, "\x1b[31m" + "z" * 5000)
    with pytest.raises(UsageError, match="too few people to be told about"):
        find_topic(topics, "thidden")
    with pytest.raises(UsageError, match="2 topics have this title"):
        find_topic([sound.topic, replace(sound.topic, topic_id="t2")], "Grant writing")


def test_a_course_without_an_address_says_where_to_look(sound: Known, make_listed: Make, looked_at: datetime) -> None:
    """IBM SkillsBuild's list leads to no course (2026-11)."""
    lost = replace(make_listed(1, url=None), source_home="https://skillsbuild.org/")
    found = sheet(replace(sound, listed=(lost, sound.listed[1])))
    text = " ".join(text_of(found, 200).split())
    assert "none given; look for its title at https://skillsbuild.org/" in text
    assert "The source gives no address of “Title edx:1”: look for it there" in "\n".join(found.risks)
    assert "has not been looked at" not in "\n".join(found.risks)
    assert 'href="https://skillsbuild.org/"' in page_of(found)
    courses = load_workbook(BytesIO(workbook_of(found)))["Courses"]
    assert courses["C2"].value == "look for its title at https://skillsbuild.org/"
    known = sheet(replace(sound, listed=(replace(lost, source_home=None), sound.listed[1])))
    assert "not known" in text_of(known, 200)
