"""The measures, against values worked out by hand, and the floors on the development judgements."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import pytest

from pipeline.match.evaluate import auroc, evaluate, ndcg, reciprocal_rank, relevant_from
from pipeline.match.index import CourseText
from pipeline.match.judgements import read_judgements
from pipeline.match.means import Means
from pipeline.model import MatchSettings
from pipeline.verbs.match import ready_for

KEYS = {
    "ndcg_at_10", "recall_at_20", "recall_at_50", "mrr", "precision_at_5", "judged_at_10", "goals", "abstained",
    "abstain_auroc", "calibration", "seconds",
}  # fmt: skip


def test_ndcg_by_hand() -> None:
    grades = {"a": 3, "b": 1, "c": 0}
    best = 7 + 1 / math.log2(3)
    assert ndcg(["a", "b", "c"], grades, 10) == pytest.approx(1.0)
    assert ndcg(["x", "a"], grades, 10) == pytest.approx(7 / math.log2(3) / best)
    assert ndcg(["x", "a"], grades, 1) == 0.0
    assert ndcg(["c"], {"c": 0}, 10) == 0.0


def test_ideal_counts_every_judged_course_even_when_not_found() -> None:
    assert ndcg(["a"], {"a": 1, "b": 1}, 10) == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_reciprocal_rank() -> None:
    assert reciprocal_rank(["x", "y", "a"], {"a", "b"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], {"a"}) == 0.0
    assert reciprocal_rank([], {"a"}) == 0.0


def test_auroc() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(3.5 / 4)
    assert auroc([], [0.1]) is None
    assert auroc([0.1], []) is None


def test_relevance_follows_the_best_grade_of_the_file() -> None:
    assert relevant_from({"g": {"a": 3}}) == 2
    assert relevant_from({"g": {"a": 1}, "h": {"b": 0}}) == 1
    assert relevant_from({}) == 1


def clay() -> list[CourseText]:
    others = [CourseText(course_id=f"o{n:02}", title=f"Subject{n}") for n in range(60)]
    return [*others, CourseText(course_id="p1", title="Pottery"), CourseText(course_id="p2", title="Pottery Wheel")]


def test_evaluate_by_hand() -> None:
    ticks = itertools.count(0.0, 0.5)
    found = evaluate(
        clay(),
        {"g1": "pottery", "g2": "n/a", "g3": "subject7"},
        {"g1": {"p1": 1, "p2": 3}, "g3": {"o07": 0}},
        timer=lambda: next(ticks),
    )
    assert set(found) == KEYS
    assert found["ndcg_at_10"] == pytest.approx((1 + 7 / math.log2(3)) / (7 + 1 / math.log2(3)))
    assert (found["mrr"], found["precision_at_5"], found["recall_at_20"], found["recall_at_50"]) == (0.5, 0.2, 1.0, 1.0)
    assert (found["judged_at_10"], found["goals"], found["abstained"]) == (1.0, 3, 1)
    assert found["abstain_auroc"] in (0.5, 1.0, 0.75)
    assert found["seconds"] == {"index": 0.5, "match": 0.5}
    assert (found["calibration"]["goals"], found["calibration"]["accepted"]) == (3, 0.0)


def test_ranking_takes_no_notice_of_abstaining() -> None:
    never = evaluate(clay(), {"g": "pottery"}, {"g": {"p1": 1}}, MatchSettings(min_confidence=1.0))
    assert (never["abstained"], never["ndcg_at_10"], never["abstain_auroc"]) == (1, 1.0, None)


def test_nothing_to_measure_is_null() -> None:
    found = evaluate([], {}, {})
    assert {found[key] for key in KEYS - {"goals", "abstained", "seconds"}} == {None}
    assert evaluate(clay(), {"g": "pottery"}, {})["ndcg_at_10"] is None


def measured(shared: Path, folder: str, goals: str, means: Means | None = None) -> dict[str, Any]:
    files = [(shared / "matching" / folder / name).read_bytes() for name in ("courses.csv", goals, "qrels.csv")]
    judgements = read_judgements(*files)
    return evaluate(judgements.courses, judgements.goals, judgements.qrels, means=means)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("folder", "goals", "floor"),
    [  # words, phrases and letters only, measured 2026-11: .391, .372, .541
        ("mooc_core_dev", "goals_clean.csv", 0.38),
        ("mooc_core_dev", "goals_noisy.csv", 0.36),
        ("library_goals_dev", "goals.csv", 0.52),
    ],
)
def test_floors_on_the_development_judgements(shared: Path, folder: str, goals: str, floor: float) -> None:
    found = measured(shared, folder, goals)
    assert found["ndcg_at_10"] >= floor
    if folder == "library_goals_dev":
        assert found["abstain_auroc"] >= 0.92
    else:
        assert found["abstain_auroc"] is None


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where vectors are kept from one set to the next: two of the sets below are of the same courses."""
    return tmp_path_factory.mktemp("model") / "vectors.npy"


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(
    ("folder", "goals", "ndcg_at_10", "precision_at_5", "auroc_at_least"),
    [
        ("library_goals_dev", "goals.csv", 0.67, 0.58, 0.95),
        ("mooc_core_dev", "goals_clean.csv", 0.375, 0.0, None),
        ("mooc_core_dev", "goals_noisy.csv", 0.345, 0.0, None),
    ],
)
def test_what_issue_5_asks_for_with_the_model(
    shared: Path,
    vectors: Path,
    folder: str,
    goals: str,
    ndcg_at_10: float,
    precision_at_5: float,
    auroc_at_least: float | None,
) -> None:
    ready = ready_for(MatchSettings(), vectors)
    assert ready.kept, ready.said
    found = measured(shared, folder, goals, ready.means)
    ready.kept.write()
    assert found["ndcg_at_10"] >= ndcg_at_10
    assert found["precision_at_5"] >= precision_at_5
    if auroc_at_least is not None:
        assert found["abstain_auroc"] >= auroc_at_least
