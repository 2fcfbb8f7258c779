"""Judgement files: read as they are, refused with file, line and what was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.match.judgements import Judgements, language_tag, read_judgements

COURSES = 'course_id,title,description,language,url,source\nc1,Clay,"Pots,\nand pans",English,,x\nc2,Cobre,,es,,x\n'
GOALS = "goal_id,text\ng1,pottery\ng2,n/a\n"
QRELS = "goal_id,course_id,grade\ng1,c1,3\ng1,c2,0\n"
NAMES = ("courses.csv", "goals.csv", "qrels.csv")


def read(courses: str | bytes = COURSES, goals: str | bytes = GOALS, qrels: str | bytes = QRELS) -> Judgements:
    return read_judgements(courses, goals, qrels, NAMES)


def test_reads_the_three_files() -> None:
    found = read()
    assert [(course.course_id, course.description, course.language) for course in found.courses] == [
        ("c1", "Pots,\nand pans", "en"),
        ("c2", "", "es"),
    ]
    assert found.goals == {"g1": "pottery", "g2": "n/a"}
    assert found.qrels == {"g1": {"c1": 3, "c2": 0}}


def test_reads_bytes_with_a_byte_order_mark() -> None:
    assert read(goals=b"\xef\xbb\xbf" + GOALS.encode()) == read()


def test_a_catalogue_of_titles_only_is_enough() -> None:
    assert [course.title for course in read(courses="course_id,title\nc1,Clay\nc2,Glass\n").courses] == [
        "Clay",
        "Glass",
    ]


def test_judgements_of_what_is_not_there_are_told() -> None:
    found = read(qrels=QRELS + "g9,c1,1\ng2,c9,1\n")
    assert found.qrels == {"g1": {"c1": 3, "c2": 0}, "g2": {"c9": 1}}
    assert found.odd == (
        "qrels.csv, line 4 (and maybe before): judges a goal that is not in goals.csv; the judgement is left out",
        "qrels.csv, line 5 (and maybe before): judges a course that is not in courses.csv; it counts as not found",
    )


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"goals": "goal,text\n"}, "goals.csv, line 1: the header is `goal,text` and lacks goal_id"),
        ({"goals": ""}, "goals.csv, line 1: the header is `` and lacks goal_id, text"),
        ({"goals": GOALS + "g3\n"}, "goals.csv, line 4: the row has fewer cells than the header's 2"),
        ({"goals": GOALS + "g1,again\n"}, "goals.csv, line 4: `goal_id` 'g1' was there before"),
        ({"goals": GOALS + " ,blank\n"}, "goals.csv, line 4: `goal_id` is empty"),
        ({"goals": b"goal_id,text\ng1,caf\xe9\n"}, "goals.csv, line 2: this is not UTF-8"),
        ({"goals": 'goal_id,text\ng1,"open\n'}, "goals.csv, line 2: this is no CSV"),
        ({"courses": COURSES + "c1,Clay,,,\n"}, "courses.csv, line 5: `course_id` 'c1' was there before"),
        ({"qrels": QRELS + "g2,c1,good\n"}, "qrels.csv, line 4: `grade` is 'good', a whole number from 0 to 10"),
        ({"qrels": QRELS + "g2,c1,-1\n"}, "qrels.csv, line 4: `grade` is '-1'"),
        ({"qrels": QRELS + "g2,c1,99\n"}, "qrels.csv, line 4: `grade` is '99'"),
        ({"qrels": QRELS + "g1,c1,2\n"}, "qrels.csv, line 4: course `c1` is judged twice for goal `g1`"),
    ],
)
def test_refuses_with_file_and_line(files: dict[str, str | bytes], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(**files)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("worded", "tag"),
    [("en", "en"), ("English", "en"), ("Español", "es"), ("pt-BR", "pt-BR"), ("", None), ("zzqq", None)],
)
def test_language_tag(worded: str, tag: str | None) -> None:
    assert language_tag(worded) == tag


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = read(goals=content, qrels="goal_id,course_id,grade\n")
    except UsageError:
        return
    assert isinstance(found.goals, dict)
