"""Which model is taken, and what is said when there is none or the named one is no model."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.embed import find
from pipeline.embed.encoder import Encoder
from pipeline.embed.find import MINILM, find_encoder
from pipeline.errors import SettingsError


def test_the_built_in_model_is_the_one_that_was_measured(encoder: Encoder) -> None:
    assert encoder.files.name == MINILM
    assert encoder.size == 384


def test_without_the_package_matching_is_lesser_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "PACKAGED", (("no_such_package", Path("model.onnx"), ""),))
    found, said = find_encoder()
    assert found is None
    assert "lesser mode" in said
    assert "no-such-package is not installed" in said


def test_another_file_than_the_measured_one_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    (package, inside, _), *others = find.PACKAGED
    monkeypatch.setattr(find, "PACKAGED", ((package, inside, "0" * 64), *others))
    found, said = find_encoder()
    assert found is None
    assert "is not the file that was measured" in said


def own_model(encoder: Encoder, folder: Path) -> Path:
    shutil.copy(encoder.files.model, folder / "model.onnx")
    shutil.copy(encoder.files.tokenizer, folder / "tokenizer.json")
    return folder


def test_a_model_of_ones_own(encoder: Encoder, tmp_path: Path) -> None:
    folder = own_model(encoder, tmp_path)
    prompts = {"prompts": {"query": "query: ", "passage": "passage: "}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    found, said = find_encoder(folder)
    assert found is not None
    assert (found.files.before_goal, found.files.before_course, found.files.pooling) == ("query: ", "passage: ", "mean")
    assert found.files.fingerprint != encoder.files.fingerprint
    assert str(folder) in said
    assert not (found.goals(["a"]) == found.courses(["a"])).all()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("model.onnx", None, "holds no model.onnx"),
        ("tokenizer.json", None, "holds no tokenizer.json"),
        ("model.onnx", b"no model", "holds no model that can be used"),
        ("tokenizer.json", b"{}", "holds no model that can be used"),
        ("config_sentence_transformers.json", b"[1]", "holds list, an object was expected"),
    ],
)
def test_a_folder_that_is_no_model(
    encoder: Encoder, tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    folder = own_model(encoder, tmp_path)
    (folder / name).unlink(missing_ok=True)
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(SettingsError, match=r"match\.model_folder") as error:
        find_encoder(folder)
    assert told in str(error.value)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is no folder"):
        find_encoder(tmp_path / "nowhere")
