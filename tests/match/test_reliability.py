"""Whether confidence is a chance: measures by hand, and curves that are judged on goals they have not seen."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.match.reliability import BINS, brier, calibration, calibration_text


def test_by_hand() -> None:
    found = calibration([0.95, 0.85, 0.25, 0.0], [True, False, True, False])
    assert found is not None
    assert (found["goals"], found["accepted"], found["always_the_share"]) == (4, 0.5, 0.25)
    told = found["as_delivered"]
    assert told["brier"] == pytest.approx((0.05**2 + 0.85**2 + 0.75**2) / 4)
    assert told["expected_calibration_error"] == pytest.approx((0.05 + 0.85 + 0.75 + 0.0) / 4)
    assert [row["goals"] for row in told["bins"]] == [1, 0, 1, 0, 0, 0, 0, 0, 1, 1]
    assert (told["bins"][2]["from"], told["bins"][2]["to"], told["bins"][2]["accepted"]) == (0.2, 0.3, 1.0)
    assert (told["bins"][1]["confidence"], told["bins"][1]["accepted"]) == (None, None)
    assert (found["logistic"], found["isotonic"]) == (None, None), "four goals are too few for a curve"


def test_nothing_is_null_and_certainty_has_its_bin() -> None:
    assert calibration([], []) is None
    found = calibration([1.0], [True])
    assert found is not None
    assert found["as_delivered"]["bins"][BINS - 1]["goals"] == 1
    assert brier(np.array([1.0]), np.array([True])) == 0.0


def test_a_confidence_that_is_too_sure_is_mended_by_both_curves() -> None:
    chance = np.random.default_rng(3)
    true = chance.random(600)
    accepted = (chance.random(600) < true).tolist()
    logit = np.log(true / (1 - true))
    found = calibration((1 / (1 + np.exp(-4 * logit))).tolist(), accepted)
    fair = calibration(true.tolist(), accepted)
    assert found is not None
    assert fair is not None
    delivered = found["as_delivered"]["expected_calibration_error"]
    assert delivered > 0.1
    assert found["logistic"]["expected_calibration_error"] < delivered / 2
    assert found["isotonic"]["expected_calibration_error"] < delivered / 2
    assert fair["as_delivered"]["expected_calibration_error"] < 0.06


def test_a_curve_never_sees_the_goal_it_is_judged_on() -> None:
    chance = np.random.default_rng(4)
    accepted = (chance.random(400) < 0.5).tolist()
    found = calibration(chance.random(400).tolist(), accepted)
    assert found is not None
    assert found["isotonic"]["brier"] > 0.245, (
        "confidence says nothing here, and a curve that peeks would seem to mend it"
    )


def test_the_text_has_a_row_a_bin_and_a_line_a_curve() -> None:
    found = calibration([0.05 + 0.9 * n / 29 for n in range(30)], [n > 10 for n in range(30)])
    assert found is not None
    lines = calibration_text(found).splitlines()
    assert sum(line.startswith(("0.", "1.")) for line in lines) == BINS
    assert lines[0] == "Confidence against judgement: of 30 goals the best course was accepted in 63%."
    for kind in ("as delivered", "logistic, fitted on other goals", "isotonic, fitted on other goals"):
        assert sum(line.startswith(kind) for line in lines) == 1
