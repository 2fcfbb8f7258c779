"""Spelling repair: what is mended, and what must be left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.repair import Repair, slips
from pipeline.match.wordlist import Lexicon


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tableu", "tableau"),
        ("meditaiton", "meditation"),
        ("ukelele", "ukulele"),
        ("fundrasing", "fundraising"),
        ("homless", "homeless"),
        ("commisioners", "commissioners"),
        ("grafic", "graphic"),
        ("progs", "programs"),
        ("excell", "excel"),
        ("mgmt", "management"),
        ("prject", "project"),
        ("desgin", "design"),
    ],
)
def test_slips_are_mended(index: Index, typed: str, meant: str) -> None:
    assert index.repair.words([typed]) == ([meant], {typed: meant})


@pytest.mark.parametrize(
    "word",
    [
        "table",  # known, and one letter off a word of the catalogue
        "medicine",
        "heath",  # a right word though another is likely
        "equipo",
        "equipos",
        "pros",
        "tables",
        "kpi",  # three consonants are a name, not an abbreviation of anything
        "cpr",
        "c++",
        "3d",
        "ai",
        "ukulele",
        "homelessness",
        "снова",
        "zxqvwk",
    ],
)
def test_right_and_unknown_words_stay(index: Index, word: str) -> None:
    assert index.repair.words([word]) == ([word], {})


def test_without_the_meant_word_a_common_one_keeps_wrong_neighbours_away(lexicon: Lexicon) -> None:
    courses = [CourseText(course_id=str(n), title="Mediation and Medication") for n in range(5)]
    repair = build_index(courses, lexicon).repair
    assert repair.words(["meditaiton"])[0] == ["meditation"]


def test_a_rare_word_of_one_description_does_not_draw_others(lexicon: Lexicon) -> None:
    courses = [CourseText(course_id="1", title="Clay", description="glazzing"), CourseText(course_id="2", title="Mud")]
    repair = build_index(courses, lexicon).repair
    assert repair.words(["glazzzing"])[0] != ["glazzing"]


def test_two_words_that_the_catalogue_writes_as_one_bring_it_along(index: Index) -> None:
    assert index.repair.words(["chat", "gpt"]) == (["chat", "gpt", "chatgpt"], {})


def test_one_word_that_the_catalogue_writes_as_two(lexicon: Lexicon) -> None:
    courses = [CourseText(course_id=str(n), title=f"Team Building {n}") for n in range(4)]
    assert build_index(courses, lexicon).repair.words(["teambuilding"])[0] == ["team", "building"]


def test_an_abbreviation_needs_a_word_that_many_courses_have(lexicon: Lexicon) -> None:
    few = Repair({"power": 3, "leadership": 3}, set(), 10_000, lexicon)
    many = Repair({"power": 60, "leadership": 60}, set(), 10_000, lexicon)
    assert few.words(["pwr"])[0] == ["pwr"]
    assert many.words(["pwr", "ldrship"])[0] == ["power", "leadership"]


def test_what_is_right_stays_as_it_is(lexicon: Lexicon) -> None:
    repair = Repair({"model": 60}, {"model"}, 10_000, lexicon)
    assert repair.words(["moodle"])[0] == ["model"]
    assert repair.words(["moodle"], {"moodle"}) == (["moodle"], {})


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("word", "word", 0.0),
        ("wrd", "word", 0.5),
        ("wword", "word", 0.5),
        ("wrod", "word", 0.5),
        ("ward", "word", 0.8),
        ("ford", "word", 1.0),
        ("wod", "word", 1.0),
        ("grafic", "graphic", 0.5),
        ("", "ab", 2.0),
    ],
)
def test_slips(typed: str, meant: str, cost: float) -> None:
    assert slips(typed, meant) == pytest.approx(cost)


@given(st.text(alphabet="abefhprs", max_size=12))
def test_no_slip_is_free_and_no_word_costs_against_itself(word: str) -> None:
    assert slips(word, word) == 0.0
    assert slips(word, word + "b") > 0.0


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=15), max_size=5))
def test_any_words_are_repaired_the_same_way_twice(index: Index, typed: list[str]) -> None:
    meant, repaired = index.repair.words(typed)
    assert index.repair.words(typed) == (meant, repaired)
    assert len(meant) >= len(typed)
