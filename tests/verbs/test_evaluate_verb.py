"""`evaluate` beside the contract: methods, reports, frozen runs, another model, and what it says without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.embed import find
from pipeline.embed.encoder import Encoder

FILES = {
    "courses": "course_id,title,description,language,url\nc1,Pottery,,en,\nc2,Chess,Openings and endgames,en,\n",
    "goals": "goal_id,text\ng1,ceramics\ng2,chess openings\n",
    "qrels": "goal_id,course_id,grade\ng1,c1,3\ng2,c2,3\n",
}


@pytest.fixture
def options(tmp_path: Path) -> list[object]:
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return [word for name in FILES for word in (f"--{name}", tmp_path / f"{name}.csv")]


def test_meaning_is_one_flag_away_from_words(options: list[object], verb: Any) -> None:
    full = verb("evaluate", *options, "--json").json
    words = verb("evaluate", *options, "--method", "bm25", "--json").json
    assert full["ndcg_at_10"] == 1.0
    assert words["ndcg_at_10"] == 0.5, "no course says ceramics"
    assert verb("evaluate", *options, "--method", "embedding", "--json").json["ndcg_at_10"] == 1.0


def test_a_report_against_a_frozen_run(options: list[object], verb: Any, tmp_path: Path) -> None:
    frozen = tmp_path / "frozen.csv"
    assert verb("evaluate", *options, "--method", "bm25", "--freeze", frozen).status == 0
    report = verb("evaluate", *options, "--frozen", frozen, "--report", "--json").json["report"]
    assert report["difference"]["mean"] == pytest.approx(0.5)
    assert {row["goal_id"]: row["was"] for row in report["goals"]} == {"g1": 0.0, "g2": 1.0}
    said = verb("evaluate", *options, "--frozen", frozen, "--report")
    assert "against the frozen run: +0.5000" in said.text
    assert "meaning is read by" in said.err


def test_a_frozen_run_that_is_none(options: list[object], verb: Any, tmp_path: Path) -> None:
    said = verb("evaluate", *options, "--frozen", tmp_path / "goals.csv")
    assert said.status == 2
    assert "goals.csv is no frozen run" in said.err


def test_a_report_tells_the_worst_and_whether_confidence_holds(options: list[object], verb: Any) -> None:
    said = verb("evaluate", *options, "--method", "bm25", "--report").text
    assert "The 2 worst goals:\n  g1 ceramics\n      found first: nothing\n      not among the ten: Pottery" in said
    assert "Confidence against judgement" not in said, "a score of bm25 is no chance"
    ours = verb("evaluate", *options, "--report")
    assert "Confidence against judgement: of 2 goals the best course was accepted in 100%." in ours.text
    assert "no frozen run to compare with" in ours.text
    told = verb("evaluate", *options, "--report", "--json").json["report"]["calibration"]
    assert (told["goals"], told["accepted"], len(told["as_delivered"]["bins"])) == (2, 1.0, 10)


def test_vectors_are_kept_for_the_next_run(
    options: list[object], verb: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "vectors.npy"
    first = verb("evaluate", *options, "--vectors", kept, "--json").json
    other = tmp_path / "other.csv"
    other.write_text("course_id,title\nc1,Weaving\nc2,Chess\n")
    verb("evaluate", "--courses", other, *options[2:], "--vectors", kept, "--json")
    size = kept.stat().st_size

    def fails(*_: object) -> None:
        raise AssertionError("vectors of these courses are kept, and were made again")

    monkeypatch.setattr(Encoder, "courses", lambda self, texts: fails() if texts else self.goals([]))
    again = verb("evaluate", *options, "--vectors", kept, "--json").json
    assert again | {"seconds": 0} == first | {"seconds": 0}
    assert kept.stat().st_size == size, "what the file held of other courses stays"


def test_files_that_cannot_be_written_are_told(options: list[object], verb: Any, tmp_path: Path) -> None:
    nowhere = tmp_path / "no folder" / "x"
    said = verb("evaluate", *options, "--vectors", nowhere, "--json")
    assert (said.status, said.json["goals"]) == (0, 2)
    assert "could not be written, so the next run makes the vectors again" in said.err
    refused = verb("evaluate", *options, "--freeze", nowhere)
    assert refused.status == 2
    assert "--freeze: " in refused.err


def test_without_a_model_it_works_and_says_so(
    options: list[object], verb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find, "PACKAGED", (("no_such_package", Path("model.onnx"), ""),))
    said = verb("evaluate", *options, "--json")
    assert said.json["ndcg_at_10"] == 0.5
    assert "the lesser mode" in said.err
    refused = verb("evaluate", *options, "--method", "embedding")
    assert refused.status == 2
    assert "needs a model of meaning" in refused.err


def test_a_model_folder_that_is_none(options: list[object], verb: Any, tmp_path: Path) -> None:
    config = tmp_path / "schedule.yaml"
    config.write_text(
        "timezone: America/New_York\ncontact: tests@example.org\nnight: {at: '02:30'}\n"
        f"match: {{model_folder: {tmp_path / 'nowhere'}}}\n"
    )
    said = verb("evaluate", *options, "--config", config)
    assert said.status == 2
    assert "match.model_folder" in said.err


def test_match_says_that_it_is_lesser(demo_once: Path, verb: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "PACKAGED", (("no_such_package", Path("model.onnx"), ""),))
    said = verb("match", "grant writing", "--home", demo_once)
    assert "the lesser mode" in said.err
    assert "Grant Writing" in said.text
