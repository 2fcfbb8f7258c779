"""What matching is given: goals as the lexicon reads them, weights that sum exactly, and a plain word on the mode."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.embed import find
from pipeline.errors import SettingsError
from pipeline.flow.means import WEIGHTS, load_weights, make_ready, understanding
from pipeline.match.score import ALL_FEATURES
from pipeline.match.weights import PLAIN
from pipeline.model import MatchSettings
from pipeline.survey import AnswerReader

GOOD = "full: {meaning: 1.0}\nlesser: {words: 1.0}\nconfidence_full: {middle: -1, score: 2}\n"
GOOD += "confidence_lesser: {middle: -1, evidence: 1}\n"


def test_goals_come_with_concepts_and_their_english_terms(reader: AnswerReader) -> None:
    grant, speaking = understanding(reader)("escribir propuestas de subvenciones, hablar en público")[:2]
    assert (grant.concepts[0].name, speaking.concepts[0].name) == ("grant writing", "public speaking")
    assert "grant writing" in grant.concepts[0].terms
    assert not any("subvenciones" in term for term in grant.concepts[0].terms)
    assert {grant.language, speaking.language} == {"es"}


@pytest.mark.parametrize(
    ("text", "why_not"), [("n/a", "non_answer"), ("more staff", "no_training_goal"), ("grant writing", "")]
)
def test_what_is_no_goal_is_told(reader: AnswerReader, text: str, why_not: str) -> None:
    assert understanding(reader)(text)[0].why_not == why_not


@pytest.mark.parametrize("text", ["", " ", ";", "\n", "?!"])
def test_every_text_is_at_least_one(reader: AnswerReader, text: str) -> None:
    assert len(understanding(reader)(text)) >= 1


@pytest.mark.parametrize("text", ["n/a", "I never used a formula", "a budget"])
def test_a_single_letter_names_no_concept(reader: AnswerReader, text: str) -> None:
    assert "first aid and cpr" not in reader.concepts(text)
    assert reader.concepts("AED") == {"first aid and cpr"}


def test_the_committed_weights_count_every_feature_in_some_mode(root: Path) -> None:
    weights = load_weights(root / WEIGHTS)
    assert {feature.name for feature in ALL_FEATURES} == weights.full.keys() | weights.lesser.keys()
    assert weights.full["other_language"] < 0 < weights.full["meaning"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("meaning: 1.0", "magic: 1.0", "full.magic: no such feature"),
        ("words: 1.0", "words: 0.1", "lesser.words: found 0.1, expected a multiple of 1/64"),
        ("middle: -1, score", "score", "confidence_full: found score, expected `middle`"),
        ("evidence: 1", "luck: 1", "confidence_lesser: found middle, luck"),
        ("words: 1.0", "words: 9", "lesser.words"),
    ],
)
def test_wrong_weights_are_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "weights.yaml"
    path.write_text(GOOD)
    load_weights(path)
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(SettingsError) as error:
        load_weights(path)
    assert told in str(error.value)


def test_with_and_without_a_model(reader: AnswerReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = make_ready(reader, PLAIN, MatchSettings(), tmp_path / "vectors.npy")
    assert ready.is_full
    assert ready.said == f"meaning is read by {find.MINILM}"
    monkeypatch.setattr(find, "PACKAGED", (("no_such_package", Path("model.onnx"), ""),))
    lesser = make_ready(reader, PLAIN, MatchSettings(), tmp_path / "vectors.npy")
    assert not lesser.is_full
    assert not lesser.means.is_full
    assert "lesser mode" in lesser.said
    with pytest.raises(SettingsError, match="is no folder"):
        make_ready(reader, PLAIN, MatchSettings(model_folder=str(tmp_path / "nowhere")), None)
