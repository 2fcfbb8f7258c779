"""Keys that tell courses apart: what they forget and what they must never forget."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.normalize import identity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("coursera.org/course/gamification", "coursera.org/learn/gamification"),
        ("ocw.mit.edu/courses/history/21h-105-x-fall-2002", "ocw.mit.edu/courses/21h-105-x-fall-2002"),
        ("ocw.mit.edu/courses/history/21h-105-x-fall-2002/index.htm", "ocw.mit.edu/courses/21h-105-x-fall-2002"),
        ("udacity.com/course/android-basics--ud834", "udacity.com/course/android-for-beginners--ud834"),
        ("cloudskillsboost.google/course_templates/593", "skills.google/course_templates/593"),
        ("x.org/courses/course-v1:MITx+6.00x+2013/about", "x.org/courses/course-v1:MITx+6.00x+2014"),
        (
            "open.edu/openlearn/money/budgets/content-section-0?active-tab=description-tab",
            "open.edu/openlearn/money/budgets/content-section-overview",
        ),
    ],
)
def test_addresses_of_one_page_are_one(one: str, other: str) -> None:
    assert identity.address(one) == identity.address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("coursera.org/learn/a", "coursera.org/learn/b"),
        ("ocw.mit.edu/courses/history/21h-105-x-fall-2002", "ocw.mit.edu/courses/21h-105-x-spring-2006"),
        ("ocw.mit.edu/courses/21h-105-x-fall-2002/pages/syllabus", "ocw.mit.edu/courses/21h-105-x-fall-2002"),
        ("x.org/courses/course-v1:MITx+11.405x+2013", "x.org/courses/course-v1:MITx+11.405x_2+2013"),
        ("x.org/courses/course-v1:MITx+6.00x+2013", "y.org/courses/course-v1:MITx+6.00x+2013"),
        ("moodle.org/course/view.php?id=1", "moodle.org/course/view.php?id=2"),
    ],
)
def test_other_pages_stay_apart(one: str, other: str) -> None:
    assert identity.address(one) != identity.address(other)


@pytest.mark.parametrize("home", [None, "signschool.com", "example.org:8080"])
def test_a_home_page_is_no_course_page(home: str | None) -> None:
    assert identity.address(home) is None


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("ocw.mit.edu/courses/18-725-algebraic-geometry-fall-2003", "18725"),
        ("ocw.mit.edu/courses/res-21h-001-visualizing-tokyo-spring-2021", "res21h001"),
        ("ocw.mit.edu/courses/21l-003-2-reading-fiction-fall-2006", "21l0032"),
        ("x.org/courses/course-v1:OCW+18.031", "18031"),
        ("coursera.org/learn/18-things", ""),
        (None, ""),
    ],
)
def test_course_numbers(page: str | None, number: str) -> None:
    assert identity.course_number(page) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Introducción a la Inversión", "introduccion a la inversion"),
        ("Developing Front-End Apps", "Developing Front End apps!"),
        ("America’s Constitution", "America's Constitution"),
        ("Frameworks & Strategies", "Frameworks and Strategies"),
        ("Algorithms, Part II", "Algorithms - Part 2"),
        ("Digital Painting Specialization", "Digital Painting"),
        ("Grant Writing (Self-Paced)", "Grant Writing"),
        ("Grant Writing - Professional Certificate", "Grant Writing"),
        ("Circuits 2016 T1", "Circuits (3T2019)"),
        ("Italian Culture: Beginner (2025-2026)", "Italian Culture: Beginner (2024-2025)"),
        ("Cellular Immunity, Fall 2018", "Cellular Immunity"),
    ],
)
def test_titles_with_one_key(one: str, other: str) -> None:
    assert identity.title_key(one) == identity.title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Algorithms, Part I", "Algorithms, Part II"),
        ("Algorithms, Part 1", "Algorithms"),
        ("Programming Languages, Part A", "Programming Languages, Part C"),
        ("Programming Languages, Part A", "Programming Languages, Part"),
        ("Programming in C", "Programming in C++"),
        ("Programming in C#", "Programming in C"),
        ("Spanish 101", "Spanish 102"),
        ("Italian: Beginner", "Italian: Advanced"),
        ("Principles of Microeconomics", "Principles of Macroeconomics"),
        ("America's Written Constitution", "America's Unwritten Constitution"),
        ("Mercados financieros", "Mercados financeiros"),
        ("Summer Reading 2025", "Summer Reading 2026"),
        ("किताब", "कातिब"),
        ("American History to 1865", "American History Since 1865"),
    ],
)
def test_titles_of_other_courses_differ_even_without_small_words(one: str, other: str) -> None:
    assert identity.skeleton(identity.title_key(one)) != identity.skeleton(identity.title_key(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wave Motions in the Ocean and Atmosphere", "Wave Motion in the Ocean and the Atmosphere"),
        ("Nonlinear Programming", "Non-linear Programming"),
        ("Statistical Methods in Economics", "Statistical Method in Economics"),
    ],
)
def test_near_titles_share_a_skeleton(one: str, other: str) -> None:
    assert identity.title_key(one) != identity.title_key(other)
    assert identity.skeleton(identity.title_key(one)) == identity.skeleton(identity.title_key(other))


def test_providers_keep_their_word_order() -> None:
    assert identity.provider_key("The University of Michigan") == identity.provider_key("University of Michigan")
    assert identity.provider_key("York University") != identity.provider_key("University of York")
    assert identity.provider_key("The") == "the"
    assert identity.provider_key(None) == ""


def test_marks_are_numbers_and_levels() -> None:
    assert identity.marks("advanced python 3 part 2") == ("advanced", "3", "2")
    assert identity.marks("basic 3d animation basic 3d animation") == identity.marks("basic 3d animation")
    assert identity.marks("quantum information 1 part 2") != identity.marks("quantum information 2 part 1")


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=200)
def test_any_title_has_keys_that_folding_again_leaves_alone(title: str) -> None:
    key = identity.title_key(title)
    assert identity.folded(key) == key
    assert isinstance(identity.skeleton(key), str)
    assert key or not identity.folded(title)


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_folding_goes_letter_by_letter(words: str) -> None:
    """The same as said at length: no short cut for plain ASCII or for letters met before changes a key."""
    plain = re.sub(r"(?<=\w)['’ʼ](?=\w)", "", words)
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", plain).casefold())
    plain = plain.replace("&", " and ").replace("w/", " with ")
    is_kept = [
        each.isalnum() or each in "+#" or (not each.isascii() and unicodedata.category(each)[0] == "M")
        for each in plain
    ]
    parts = "".join(each if kept else " " for each, kept in zip(plain, is_kept, strict=True)).split()
    assert identity.folded(words) == " ".join(filter(None, (part.lstrip("+#") for part in parts)))
