"""Headings made of what people wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.topics.title import MAX_LENGTH, Headings, tidy, titles


@pytest.mark.parametrize(
    ("wording", "title"),
    [
        ("excel", "Excel"),
        ("  grant   writing!! ", "Grant writing"),
        ("I would like to learn more about data visualization.", "Data visualization"),
        ("I want to learn how to use Canva", "Use Canva"),
        ("Learning about AI…", "AI"),
        ("how to write grants", "Write grants"),
        ("training on iPads", "iPads"),
        ("eBooks and audiobooks", "eBooks and audiobooks"),
        ("- C++", "C++"),
        ("«Español»", "«Español»"),
        ("élan", "Élan"),
        ("I like", "I like"),
        ("how to", "How to"),
        ("two\nlines\u202e\x1b", "Two lines"),
        ("?", ""),
        ("", ""),
    ],
)
def test_tidy(wording, title):
    assert tidy(wording) == title


def test_long_wordings_are_cut_between_words():
    title = tidy("understanding " * 10)
    assert title == "Understanding understanding understanding understanding…"
    assert len(tidy("x" * 200)) == MAX_LENGTH


def test_what_a_form_explains_in_brackets_is_left_out_where_it_is_long():
    assert tidy("Digital accessibility (websites, documents, captions)") == "Digital accessibility"
    assert tidy("Excel (pivot tables)") == "Excel (pivot tables)"


@given(st.text(max_size=200))
def test_any_wording_gives_one_short_line(wording):
    title = tidy(wording)
    assert len(title) <= MAX_LENGTH
    assert title == " ".join(title.split())
    assert title.isprintable() or not title.isascii()


@pytest.fixture
def called(subjects):
    """The title of one topic of these goals; `counts` are the numbers told."""
    headings = Headings(of_subject=subjects.heading, proper=subjects.proper)

    def run(goals, told, counts=None):
        return titles({"t1": goals}, subjects.of_all(goals), headings, told, counts or {})["t1"]

    return run


def test_the_wording_most_people_share(make_goal, called):
    goals = [make_goal("g1", "sailing", 5), make_goal("g2", "sailing boats", 7), make_goal("g3", "yachts", 6)]
    assert called(goals, {"g1", "g2", "g3"}, {"g1": 5, "g2": 7, "g3": 6}) == "Sailing boats"
    assert called(goals, {"g1", "g3"}, {"g1": 5, "g3": 6}) == "Yachts"


def test_several_wordings_of_one_subject_are_called_by_it(make_goal, called):
    goals = [make_goal("g1", "phishing", 9), make_goal("g2", "passwords", 8)]
    assert called(goals, {"g1", "g2"}, {"g1": 9, "g2": 8}) == "Online safety"
    assert called(goals[:1], {"g1"}, {"g1": 9}) == "Phishing"
    assert called(goals, {"g2"}, {"g2": 8}) == "Passwords"


@pytest.mark.parametrize(
    ("wording", "title"),
    [
        ("excel formulas", "Excel formulas"),
        ("intro to microsoft word", "Intro to Microsoft Word"),
        ("conversational spanish", "Conversational Spanish"),
        ("esl", "ESL"),
        ("homless patrons", "Homeless patrons"),
        ("Running the branch book club in a way in which people come back for more", "Book clubs"),
    ],
)
def test_a_person_would_write_it_so(make_goal, called, reader, wording, title):
    goal = replace(make_goal("g1", wording, 9), matching_text=reader.option(wording).matching_text)
    assert called([goal], {"g1"}, {"g1": 9}) == title


def test_a_suppressed_typed_wording_never_titles_a_topic(make_goal, called):
    typed, offered = make_goal("g1", "my divorce", 3), make_goal("g2", "Law", 1, origin="form")
    assert called([typed], set()) is None
    assert called([typed, offered], {"g2"}) == "Law"
    assert called([typed, offered], {"g1", "g2"}, {"g1": 3}) == "My divorce"
    assert called([make_goal("g1", "?", 9)], {"g1"}, {"g1": 9}) is None


def test_suppressed_wordings_of_the_form_do_not_tell_which_is_larger(make_goal, called):
    def title(a, b):
        return called([make_goal("g1", "A", a, origin="form"), make_goal("g2", "B", b, origin="form")], {"g1", "g2"})

    assert title(1, 4) == title(4, 1) == "A"


def test_no_two_topics_are_called_alike(make_goal, subjects):
    goals = {f"t{n}": [make_goal(f"g{n}", wording)] for n, wording in enumerate(("Sailing", "sailing!", "SAILING"))}
    found = titles(goals, {}, Headings(), {"g0", "g1", "g2"}, {"t1": 9})
    assert found == {"t1": "Sailing", "t0": "Sailing (2)", "t2": "SAILING (3)"}
