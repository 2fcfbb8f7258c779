"""An attacker asks what-ifs of the season, as many as they like, about one circle whose size is hidden.

Fourteen people want a topic and that number is told; of so many as can come to the one time at which it could meet, ten
to thirteen leave one to four others, and are hidden. Each attack is made first on plans that count on everybody, where
it finds the number, and then on what a what-if answers, where every hidden number gives the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import pytest

from pipeline.model import EVERY_SLOT, Slot
from pipeline.survey import told_cohorts
from pipeline.topics.season import Choice, Clash, Facilitator, Limits, Person, Plan, Problem, Room, Theme
from pipeline.topics.season.care import Care, Place
from pipeline.topics.season.cells import find_cells
from pipeline.topics.season.explain import why_left_out
from pipeline.topics.season.solve import plan_season

K = 5
MONDAY, TUESDAY, FRIDAY = Slot(0, 0), Slot(1, 1), Slot(4, 3)
HIDDEN = (10, 11, 12, 13)
WANTING = 14
Answer = tuple[object, ...]
Ask = Callable[[Problem], Iterator[Answer]]


def library(n_free: int, n_north: int = 0, *, is_careful: bool) -> Problem:
    """`n_free` of those who want `hidden` are free on Monday, `n_north` of them from North; `known` has any size.

    Those who want `known` are free on Monday too, twenty of Main and all told: the attacker makes its circle as large
    as they like by the size of a room, and compares.
    """
    hidden = [
        Person(
            ref=f"h{n}",
            branch="North" if n < n_north else "Main",
            slots=frozenset({MONDAY} if n < n_free else {FRIDAY}),
            wants=frozenset({"hidden"}),
        )
        for n in range(WANTING)
    ]
    known = [
        Person(ref=f"k{n}", branch="Main", slots=frozenset({TUESDAY}), wants=frozenset({"known"})) for n in range(20)
    ]
    told = frozenset({frozenset(each.ref for each in hidden), frozenset(each.ref for each in known)})
    return Problem(
        themes=tuple(
            Theme(topic_id=name, title=name, course_id=name, weeks=6, session_minutes=60, homework_minutes=work)
            for name, work in (("hidden", 30), ("known", 60))
        ),
        people=(*hidden, *known),
        facilitators=tuple(
            Facilitator(
                ref=f"f{n}", branch="Main", slots=EVERY_SLOT, topics=frozenset({"hidden", "known"}),
                weekly_minutes=600, max_circles=1,
            )
            for n in range(K)
        ),
        rooms=(Room(name="Hall", branch="Main", capacity=21, slots=EVERY_SLOT, serves=None),),
        limits=Limits(max_circles=1, min_size=K, max_size=20, weeks=6),
        care=Care(min_group=K, told=told) if is_careful else None,
    )  # fmt: skip


def answer(problem: Problem) -> Answer:
    """All that the verb tells of a what-if: the circles, sizes where they may be told, and why others are left out."""
    found = plan_season(problem)
    if isinstance(found, Clash):
        return tuple(each.sentence for each in found.relaxations)
    assert isinstance(found, Plan)
    of_topic = {
        name: frozenset(each.ref for each in problem.people if name in each.wants) for name in ("hidden", "known")
    }
    cohorts = {n: (circle.topic_id, circle.people) for n, circle in enumerate(found.circles)}
    told = told_cohorts(cohorts, of_topic.values(), K)
    circles = tuple(
        (circle.topic_id, circle.slot, circle.room, len(circle.people) if n in told else None)
        for n, circle in enumerate(found.circles)
    )
    return circles, tuple(sorted(why_left_out(problem, found, K).items())), found.is_optimal


def by_hours(problem: Problem) -> Iterator[Answer]:
    """--max-staff-hours, hour by hour, with both circles locked: what one does not take the other may."""
    both = (Choice(topic_id="hidden"), Choice(topic_id="known"))
    for hours in range(160, 400, 20):
        limits = replace(problem.limits, max_circles=2, max_staff_minutes=60 * hours)
        yield answer(replace(problem, limits=limits, locked=both))


def by_forbidding(problem: Problem) -> Iterator[Answer]:
    """--forbid with one circle: the rooms of the known topic grow one by one, until its circle is worth more."""
    for size in range(K, 16):
        rooms = (
            Room(name="Hall", branch="Main", capacity=21, slots=frozenset({MONDAY}), serves=None),
            *(
                Room(name=f"{n}", branch="Main", capacity=n + 1, slots=frozenset({TUESDAY}), serves=None)
                for n in range(K, 16)
            ),
        )
        away = tuple(Choice(room=f"{n}") for n in range(K, 16) if n != size)
        yield answer(replace(problem, rooms=rooms, forbidden=away))


def by_fairness(problem: Problem) -> Iterator[Answer]:
    """--fairness in hundredths with one circle: when places of Main cost so much that the other topic is chosen."""
    for n, size in product(range(0, 101, 20), (9, 12)):
        rooms = (
            Room(name="Hall", branch="Main", capacity=21, slots=frozenset({MONDAY}), serves=None),
            Room(name="Nook", branch="Main", capacity=size + 1, slots=frozenset({TUESDAY}), serves=None),
        )
        yield answer(replace(problem, rooms=rooms, limits=replace(problem.limits, max_size=15, fairness=n / 100)))


@pytest.mark.parametrize("ask", [by_hours, by_forbidding], ids=["max-staff-hours", "forbid"])
def test_the_size_of_a_hidden_circle_cannot_be_narrowed(ask: Ask) -> None:
    in_full = {n: tuple(ask(library(n, is_careful=False))) for n in HIDDEN}
    assert len(set(in_full.values())) == len(HIDDEN), "the attack finds the number where nothing is held back"
    careful = {n: tuple(ask(library(n, is_careful=True))) for n in (9, *HIDDEN)}
    assert len(set(careful.values())) == 1
    assert len(set(careful[9])) > 1, "what-ifs still answer"


def test_how_many_of_a_small_branch_could_come_cannot_be_narrowed() -> None:
    """Fourteen can come, all of those who want it; one to four of them work at North."""
    small = range(1, K)
    in_full = {n: tuple(by_fairness(library(WANTING, n, is_careful=False))) for n in small}
    assert len(set(in_full.values())) > 1
    careful = {n: tuple(by_fairness(library(WANTING, n, is_careful=True))) for n in small}
    assert len(set(careful.values())) == 1


def test_when_somebody_unnamed_could_lead_is_told_of_enough_people_only() -> None:
    """The topic locked to each time in turn: the answers are the same whenever the one who offered is free."""
    everybody = library(WANTING, is_careful=True)
    everybody = replace(everybody, people=tuple(replace(each, slots=EVERY_SLOT) for each in everybody.people))

    def planned(slots: frozenset[Slot], n: int, care: Care | None) -> dict[Slot, Answer]:
        leads = tuple(replace(each, slots=slots) for each in everybody.facilitators[:n])
        given = replace(everybody, facilitators=leads, care=care)
        return {
            slot: answer(replace(given, locked=(Choice(topic_id="hidden", day=slot.day, part=slot.part),)))
            for slot in (MONDAY, TUESDAY, FRIDAY)
        }

    care = everybody.care
    assert care
    one, other = frozenset({MONDAY}), frozenset({TUESDAY, FRIDAY})
    assert planned(one, 1, None) != planned(other, 1, None), "the attack reads the timetable where nothing is held back"
    for n in range(1, K):
        assert planned(one, n, care) == planned(other, n, care)
    said = planned(one, 1, care)[MONDAY]
    assert "a what-if does not tell: fewer than 5 people of the surveys could, or nobody" in str(said)
    enough = planned(one, K, care)
    assert [isinstance(enough[slot][0], tuple) for slot in (MONDAY, TUESDAY, FRIDAY)] == [True, False, False]
    listed = replace(care, listed=frozenset({"f0"}))
    assert isinstance(planned(one, 1, listed)[MONDAY][0], tuple), "the library's own list is no answer to a survey"
    published = replace(care, published=frozenset({Place("hidden", MONDAY, "Hall", "f0")}))
    assert isinstance(planned(one, 1, published)[MONDAY][0], tuple), "that the published circle can run is known"
    assert planned(frozenset({MONDAY, FRIDAY}), 1, published) == planned(one, 1, published)


@pytest.mark.parametrize(
    ("n", "told", "beside", "expected"),
    [
        (9, [14], [], 9),
        (10, [14], [], 9),
        (13, [14], [], 9),
        (14, [14], [], 14),
        (7, [8], [], 5),
        (12, [14], [16], 9),
        (13, [17], [14], 9),
    ],
)
def test_all_hidden_numbers_count_as_one(n: int, told: list[int], beside: list[int], expected: int) -> None:
    people = frozenset(f"p{k}" for k in range(20))
    first = sorted(people)
    care = Care(min_group=K, told=frozenset(frozenset(first[:size]) for size in told))
    assert care.places(frozenset(first[:n]), [frozenset(first[:size]) for size in beside], K) == expected


def test_a_told_group_within_those_who_could_come_is_not_told_beside_few_others() -> None:
    people = [f"p{k}" for k in range(20)]
    care = Care(min_group=K, told=frozenset({frozenset(people[:8])}))
    assert [care.places(frozenset(people[:n]), (), K) for n in (8, 9, 12, 13)] == [8, 8, 8, 13]


@pytest.mark.parametrize("n_north", range(1, K))
def test_a_room_of_one_branch_less_a_room_of_all_tells_no_small_group(n_north: int) -> None:
    """Thirty want it, twelve can come, a few of them work at North: their number was the one size less the other."""
    given = library(12, n_north, is_careful=True)
    more = tuple(
        Person(ref=f"m{n}", branch="Main", slots=frozenset({FRIDAY}), wants=frozenset({"hidden"})) for n in range(16)
    )
    given = replace(
        given,
        people=(*given.people, *more),
        rooms=(
            Room(name="Hall", branch="Main", capacity=21, slots=frozenset({MONDAY}), serves=None),
            Room(name="Nook", branch="Main", capacity=21, slots=frozenset({MONDAY}), serves=frozenset({"Main"})),
        ),
    )
    assert given.care
    wanting = frozenset(each.ref for each in given.people if "hidden" in each.wants)
    care = replace(given.care, told=frozenset({wanting}))

    def sizes(care: Care | None) -> tuple[int, int]:
        found = [
            plan_season(replace(given, care=care, locked=(Choice(topic_id="hidden", room=room),)))
            for room in ("Hall", "Nook")
        ]
        whole, part = (
            len(plan.circles[0].people) for plan in found if isinstance(plan, Plan) and len(plan.circles) == 1
        )
        return whole, part

    assert sizes(None) == (12, 12 - n_north), "the attack finds the number where nothing is held back"
    assert sizes(care) == (12, 7)


def with_made_up(given: Problem, n: int, slots: frozenset[Slot], *, lead: int = 0, is_told_apart: bool) -> Problem:
    """The attacker's own survey beside: `n` people who want the hidden topic, `lead` of them could lead it."""
    made_up = tuple(
        Person(ref=f"m{k}", branch="Main", slots=slots, wants=frozenset({"hidden"})) for k in range(max(n, lead))
    )[:n]
    leads = tuple(replace(given.facilitators[0], ref=f"x{k}", slots=slots) for k in range(lead))
    assert given.care
    hidden = frozenset(each.ref for each in (*given.people, *made_up) if "hidden" in each.wants)
    own = frozenset(each.ref for each in (*made_up, *leads))
    surveys = dict.fromkeys(own, "made-up") if is_told_apart else {}
    care = replace(given.care, told=given.care.told | {hidden}, surveys=surveys)
    return replace(
        given, people=(*given.people, *made_up), facilitators=(*given.facilitators, *leads), care=care
    )  # fmt: skip


@pytest.mark.parametrize("secret", [(0, 1, 2, 3, 4), HIDDEN], ids=["few can", "few cannot"])
def test_made_up_people_do_not_tell_how_many_real_ones_can_come(secret: tuple[int, ...]) -> None:
    """One to thirteen made-up people beside the real ones: when the circle first runs would tell how many these are."""

    def told(n_free: int, *, is_told_apart: bool) -> tuple[Answer, ...]:
        given = library(n_free, is_careful=True)
        limits = replace(given.limits, min_size=max(K, secret[-1]))
        lock = (Choice(topic_id="hidden", day=0, part=0),)
        return tuple(
            answer(
                with_made_up(
                    replace(given, locked=lock, limits=limits), n, frozenset({MONDAY}), is_told_apart=is_told_apart
                )
            )
            for n in (*range(1, K), 9)
        )

    together = {n: told(n, is_told_apart=False) for n in secret}
    assert len(set(together.values())) > 1, "the attack finds the number where surveys are not told apart"
    apart = {n: told(n, is_told_apart=True) for n in secret}
    assert len(set(apart.values())) == (1 if secret[0] == 0 else 2), "two: the smallest size itself may be told"


def test_made_up_people_do_not_tell_when_a_real_one_could_lead() -> None:
    """Four made-up people could lead at any time; whether there is a fifth would tell when the real one is free."""
    everybody = library(WANTING, is_careful=True)
    everybody = replace(everybody, people=tuple(replace(each, slots=EVERY_SLOT) for each in everybody.people))

    def told(slots: frozenset[Slot], *, is_told_apart: bool) -> tuple[Answer, ...]:
        given = replace(everybody, facilitators=(replace(everybody.facilitators[0], slots=slots),))
        given = with_made_up(given, 0, EVERY_SLOT, lead=K - 1, is_told_apart=is_told_apart)
        return tuple(
            answer(replace(given, locked=(Choice(topic_id="hidden", day=slot.day, part=slot.part),)))
            for slot in (MONDAY, TUESDAY, FRIDAY)
        )

    one, other = frozenset({MONDAY}), frozenset({TUESDAY, FRIDAY})
    assert told(one, is_told_apart=False) != told(other, is_told_apart=False), "the attack reads the timetable"
    assert told(one, is_told_apart=True) == told(other, is_told_apart=True)


def test_made_up_people_do_not_have_real_ones_of_a_small_branch_weighed() -> None:
    """Four made-up people of North, so that it is weighed where one real one is the fifth."""

    def weighed(n_north: int, *, is_told_apart: bool) -> object:
        given = library(WANTING, n_north, is_careful=True)
        given = with_made_up(given, K - 1, frozenset({MONDAY}), is_told_apart=is_told_apart)
        people = tuple(replace(each, branch="North") if each.ref.startswith("m") else each for each in given.people)
        (hidden, _) = find_cells(replace(given, people=people)).cells
        return hidden.branches

    assert weighed(0, is_told_apart=False) != weighed(1, is_told_apart=False), "the attack finds the one"
    assert [weighed(n, is_told_apart=True) for n in range(1, K)] == [frozenset()] * (K - 1)
    assert weighed(WANTING, is_told_apart=True) == {("", "North")}
