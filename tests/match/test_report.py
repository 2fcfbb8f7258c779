"""The report of an evaluation, its frozen runs, and the simpler methods it can be compared with."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.match.baselines import METHODS
from pipeline.match.evaluate import PerGoal, evaluate
from pipeline.match.index import CourseText
from pipeline.match.report import frozen_csv, interval, read_frozen, report_of, report_text


def goal(goal_id: str, ndcg: float | None) -> PerGoal:
    return PerGoal(
        goal_id=goal_id,
        wording=f"wording {goal_id}",
        n_relevant=0 if ndcg is None else 3,
        ndcg_at_10=ndcg,
        precision_at_5=None if ndcg is None else 0.2,
        confidence=0.5,
        accepted=ndcg is not None,
        first=("a",),
        best="Found first",
        missed="" if ndcg is None else f"Missed for {goal_id}",
    )


EACH = [goal("g1", 0.9), goal("g2", None), goal("g3", 0.1)]


def test_the_worst_come_first_and_what_cannot_be_measured_last() -> None:
    report = report_of(EACH)
    assert [row["goal_id"] for row in report["goals"]] == ["g3", "g1", "g2"]
    assert report["worst"] == ["g3", "g1"]
    assert report["difference"] is None


def test_a_frozen_run_comes_back_as_it_was() -> None:
    assert read_frozen(frozen_csv(EACH).encode(), "x.csv") == {"g1": 0.9, "g3": 0.1}
    assert "wording" not in frozen_csv(EACH)


def test_the_difference_is_paired() -> None:
    found = report_of(EACH, {"g1": 0.8, "g3": 0.0, "gone": 1.0})["difference"]
    assert found["mean"] == pytest.approx(0.1)
    assert found["interval_95"] == pytest.approx((0.1, 0.1)), "each goal gained the same: no doubt is left"
    assert (found["goals"], found["better"], found["worse"]) == (2, 2, 0)


def test_the_interval_holds_the_mean_and_is_the_same_every_time() -> None:
    values = [0.0, 0.2, 0.4, 0.9, 1.0]
    found = interval(values)
    assert found is not None
    assert found[0] < 0.5 < found[1]
    assert found == interval(values)
    assert interval([]) is None


def test_the_text_names_goals_and_difference() -> None:
    text = report_text(report_of(EACH, {"g1": 0.8}))
    lines = text.splitlines()
    assert "  0.900  0.20         3        0.50  0.800  g1 wording g1" in lines
    assert "  0.100  0.20         3        0.50      -  g3 wording g3" in lines
    worst = lines.index("The 2 worst goals:")
    assert lines[worst + 1 : worst + 4] == [
        "  g3 wording g3",
        "      found first: Found first",
        "      not among the ten: Missed for g3",
    ]
    assert "against the frozen run: +0.1000" in text


@pytest.mark.parametrize(
    ("was", "verdict"),
    [
        ({"g1": 0.8, "g3": 0.0}, "of 2): better"),
        ({"g1": 1.0, "g3": 0.3}, "of 2): worse"),
        ({"g1": 1.0, "g3": 0.0}, "of 2): no difference that goals by chance could not make"),
        ({}, "no frozen run to compare with"),
    ],
)
def test_the_text_says_whether_a_difference_is_one(was: dict[str, float], verdict: str) -> None:
    assert verdict in report_text(report_of(EACH, was))


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"goal_id,ndcg_at_10\ng1,high\n", b"goal_id,ndcg_at_10\ng1\n", b"\xff"]
)
def test_what_is_no_frozen_run_is_refused(content: bytes) -> None:
    with pytest.raises(UsageError, match=r"x\.csv is no frozen run"):
        read_frozen(content, "x.csv")


@pytest.mark.parametrize("method", [method for method in METHODS if method not in ("full", "embedding")])
def test_every_method_ranks_the_plain_case(method: str) -> None:
    courses = [CourseText(course_id=f"o{n}", title=f"Subject{n}") for n in range(20)]
    courses.append(CourseText(course_id="p", title="Pottery"))
    each: list[PerGoal] = []
    found = evaluate(courses, {"g": "pottery"}, {"g": {"p": 1}}, method=method, per_goal=each)
    assert found["ndcg_at_10"] == 1.0
    assert (each[0].goal_id, each[0].first[0], each[0].n_relevant) == ("g", "p", 1)
    assert (each[0].accepted, each[0].best, each[0].missed) == (True, "Pottery", "")
    assert found["abstained"] == 0, "a score of a simpler method is no chance: it abstains only where it finds nothing"
    assert found["calibration"] is None


def test_the_best_course_that_is_missed_is_named() -> None:
    courses = [CourseText(course_id=f"o{n}", title=f"Pottery {n}") for n in range(20)]
    courses.append(CourseText(course_id="p", title="Ceramics"))
    each: list[PerGoal] = []
    evaluate(courses, {"g": "pottery"}, {"g": {"p": 3, "o1": 2, "gone": 3}}, method="bm25", per_goal=each)
    assert each[0].missed == "Ceramics"
