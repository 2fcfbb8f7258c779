"""What each feature of a match counts: data/reference/match_weights.yaml."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.setting import setting


@dataclass(frozen=True, kw_only=True)
class MatchWeights:
    """data/reference/match_weights.yaml: what each feature counts, as `pipeline.verbs.learn` found it.

    Weights are multiples of 1/64. Confidence is logistic(middle + what each number of the best course counts).
    """

    full: dict[str, float] = setting("weights with a model of meaning, by feature", limits=(-4, 4))
    lesser: dict[str, float] = setting("weights without a model", limits=(-4, 4))
    confidence_full: dict[str, float] = setting("confidence with a model, by number", limits=(-100, 100))
    confidence_lesser: dict[str, float] = setting("confidence without a model", limits=(-100, 100))
    notes: str = setting("how they were found, with figures and the date", default="")
