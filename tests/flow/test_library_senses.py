"""One word of several senses is read as libraries mean it: the right course first, the other one not offered alone.

The catalogues are ours and hold both senses; the lexicon and the model of meaning are those of a night.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.flow.means import WEIGHTS, load_weights, make_ready
from pipeline.match.index import CourseText, Index, build_index
from pipeline.match.matcher import match_goal
from pipeline.match.means import Means
from pipeline.match.wordlist import Lexicon
from pipeline.model import GoalMatch, MatchSettings
from pipeline.survey import AnswerReader

SETTINGS = MatchSettings()
SENSES = {
    "weeding": ("Deselecting Books: Keeping a Library Collection Fresh", "Weeding Your Vegetable Garden"),
    "readers": ("Readers' Advisory: Suggesting the Next Good Book", "Working as a Gas Meter Reader"),
    "circulation": ("Checking Out and Returning Library Materials", "Blood Circulation and the Heart"),
    "programs": ("Planning Public Programs at the Library", "Writing Computer Programs in Java"),
    "grants": ("Writing a Grant Proposal for a Community Project", "The Presidency of Ulysses S. Grant"),
    "reference": ("The Reference Interview: Answering Questions at the Library", "References and Pointers in C++"),
    "stacks": ("Shelving Books and Keeping the Shelves in Order", "Stacks and Queues: Data Structures"),
    "holds": ("Placing Requests and Filling Holds in the Library", "Judo Throws and Holds"),
    "desk": ("Serving People at the Library Service Desk", "Build Your Own Standing Desk"),
    "collection": ("Building a Library Collection: Choosing What to Buy", "Debt Collection Law"),
    "friends": ("Raising Money with the Friends of the Library", "Making Friends as an Adult"),
    "serials": ("Managing Magazines and Newspaper Subscriptions", "Serial Communication with Arduino"),
    "pages": ("Training Library Pages: Shelving with Care", "Building Web Pages with HTML"),
    "fines": ("Going Without Overdue Fines at the Library", "Fine Art Photography"),
    "branch": ("Managing a Library Branch", "Git Branches and Merging"),
    "acquisitions": ("Ordering Books and Media for Libraries", "Mergers and Acquisitions"),
    "instruction": ("Teaching Library Classes on Finding Information", "Instruction Sets of Processors"),
    "displays": ("Book Displays That Get Noticed", "Programming LED Displays"),
    "patrons": ("Helping Library Patrons with Kindness", "Patrons of the Renaissance Painters"),
}
"""A goal, the course in the sense of libraries, and one in another sense."""
OTHERS = """
Project Management Foundations | Plan a Marathon | Introduction to Watercolor | Conversational French
Spreadsheets for Daily Work | Public Speaking Without Fear | Baking Sourdough Bread | Photography for Travelers
Personal Budgets | Learning to Meditate | Music Theory for Guitar | Climate and Weather | The Roman Empire
Organic Chemistry | Statistics with Python | First Aid at Home | Leading a Team Through Change | Negotiation at Work
Knitting Socks | Chess Openings | Astronomy for Everyone | Building Mobile Apps | Email Marketing | Child Development
Nutrition and Cooking | Human Anatomy | Sign Language Basics | Philosophy of Mind | Creative Writing: Short Stories
Cybersecurity for Families | Cloud Computing | Accounting for Small Firms | World Religions | Poetry Today
Urban Planning | Nursing Care | Electrical Circuits | Film History | Dog Training | Job Interviews
Sustainable Farming | Design of Posters | Genealogy: Tracing a Family | Early Literacy and Storytime
Machine Learning | Art of Ancient Greece | Economics in One Hour | Screen Printing | Bicycle Repair
Volunteers: Recruiting and Thanking
"""


OF_LIBRARIES = (
    "Money Matters for Public Libraries",
    "A Strategy for Your Public Library",
    "Fair Workplaces in Public Libraries",
    "What Communities Need from a Public Library",
)
"""About libraries in general, and so near to any of their tasks."""


def titles() -> list[str]:
    return [title.strip() for line in OTHERS.strip().splitlines() for title in line.split("|")]


@pytest.fixture(scope="module")
def means(reader: AnswerReader, root: Path) -> Means:
    return make_ready(reader, load_weights(root / WEIGHTS), SETTINGS, None).means


def catalogue(means: Means, named: Iterable[str]) -> Index:
    courses = [CourseText(course_id=title, title=title, language="en") for title in (*named, *titles())]
    return build_index(courses, Lexicon(), means)


@pytest.fixture(scope="module")
def both(means: Means) -> Index:
    return catalogue(means, [*OF_LIBRARIES, *(title for pair in SENSES.values() for title in pair)])


@pytest.fixture(scope="module")
def other_senses(means: Means) -> Index:
    return catalogue(means, [*OF_LIBRARIES, *(other for _, other in SENSES.values())])


def scores(found: GoalMatch) -> dict[str, float]:
    return {course.course_id: course.score for course in found.courses}


@pytest.mark.parametrize("goal", SENSES)
def test_the_sense_of_libraries_comes_first_and_the_other_far_below(both: Index, goal: str) -> None:
    right, wrong = SENSES[goal]
    found = match_goal(both, goal, SETTINGS, n=20)
    assert found.courses[0].course_id == right, found
    assert scores(found).get(wrong, 0.0) < 0.75 * found.courses[0].score
    assert found.reason.endswith(", as it is meant in libraries")


@pytest.mark.parametrize("goal", SENSES)
def test_where_only_the_other_sense_is_taught_it_is_silent_and_says_why(other_senses: Index, goal: str) -> None:
    found = match_goal(other_senses, goal, SETTINGS)
    assert found.abstained, found.courses[0]
    assert found.reason.startswith("nothing close in the sense of libraries: read as “")


ON_BOOKS_AND_DATA = (
    "How Books Were Printed by Hand",
    "A Novel a Week: Join Our Book Club",
    "First Steps in Programming",
    "Answering Questions with Data",
    "Collecting Data for Surveys",
)
"""Of a word as it is spelled out they say the rest: *books*, *questions*, *collection*."""


@pytest.mark.parametrize("goal", ["weeding", "circulation", "programs", "readers", "reference", "collection", "stacks"])
def test_a_course_that_says_the_rest_only_is_not_enough(means: Means, goal: str) -> None:
    found = match_goal(catalogue(means, ON_BOOKS_AND_DATA), goal, SETTINGS)
    assert found.abstained, found.courses[0]
    assert found.reason.startswith("nothing close in the sense of libraries: read as “")


@pytest.mark.parametrize(
    ("goal", "title"),
    [
        ("blood circulation", "Blood Circulation and the Heart"),
        ("weeding my vegetable garden", "Weeding Your Vegetable Garden"),
        ("computer programs", "Writing Computer Programs in Java"),
        ("making friends", "Making Friends as an Adult"),
        ("judo holds", "Judo Throws and Holds"),
        ("debt collection", "Debt Collection Law"),
        ("git branches", "Git Branches and Merging"),
        ("web pages", "Building Web Pages with HTML"),
        ("a standing desk", "Build Your Own Standing Desk"),
    ],
)
def test_a_word_beside_it_keeps_the_other_sense(both: Index, goal: str, title: str) -> None:
    assert match_goal(both, goal, SETTINGS).courses[0].course_id == title


@pytest.mark.parametrize(
    "goal", ["I would like to learn more about holds", "Holds!", "hold", "advanced holds", "HOLDS"]
)
def test_polite_words_levels_and_number_leave_it_one_word(both: Index, goal: str) -> None:
    assert match_goal(both, goal, SETTINGS).courses[0].course_id == SENSES["holds"][0]


def test_a_spanish_word_is_read_so_too(both: Index) -> None:
    assert match_goal(both, "circulación", SETTINGS).courses[0].course_id == SENSES["circulation"][0]


def test_without_a_model_the_word_proves_nothing_either(reader: AnswerReader, both: Index, means: Means) -> None:
    lesser = build_index(both.courses, Lexicon(), replace(means, embed_courses=None, embed_goals=None))
    for goal in ("weeding", "holds", "desk", "collection", "patrons"):
        right, wrong = SENSES[goal]
        found = scores(match_goal(lesser, goal, MatchSettings(min_confidence=0.0), n=20))
        assert found.get(right, 0.0) > found.get(wrong, 0.0), goal
