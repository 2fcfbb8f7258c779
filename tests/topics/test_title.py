"""Headings made of what people wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.topics.title import MAX_LENGTH, tidy, topic_title


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
    assert title == "Understanding understanding understanding understanding understanding…"
    assert len(tidy("x" * 200)) == MAX_LENGTH


@given(st.text(max_size=200))
def test_any_wording_gives_one_short_line(wording):
    title = tidy(wording)
    assert len(title) <= MAX_LENGTH
    assert title == " ".join(title.split())
    assert title.isprintable() or not title.isascii()


def test_the_wording_most_people_share(make_goal):
    goals = [make_goal("g1", "excel", 5), make_goal("g2", "excel basics", 7), make_goal("g3", "xls", 6)]
    assert topic_title(goals, {"g1", "g2", "g3"}, {"g1", "g2", "g3"}) == "Excel basics"
    assert topic_title(goals, {"g1", "g3"}, {"g1", "g3"}) == "Xls"


def test_a_suppressed_typed_wording_never_titles_a_topic(make_goal):
    typed, offered = make_goal("g1", "my divorce", 3), make_goal("g2", "Law", 1, origin="form")
    assert topic_title([typed], set(), set()) is None
    assert topic_title([typed, offered], set(), {offered.goal_id}) == "Law"
    assert topic_title([typed, offered], {"g1"}, {"g1", offered.goal_id}) == "My divorce"
    assert topic_title([make_goal("g1", "?", 9)], {"g1"}, {"g1"}) is None


def test_suppressed_wordings_of_the_form_do_not_tell_which_is_larger(make_goal):
    def title(a, b):
        return topic_title(
            [make_goal("g1", "A", a, origin="form"), make_goal("g2", "B", b, origin="form")], set(), {"g1", "g2"}
        )

    assert title(1, 4) == title(4, 1) == "A"
