"""Which model is taken, and what is said when there is none or the named one is no model."""

from __future__ import annotations

import hashlib
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


def summed(folder: Path, **sums: str) -> Path:
    """A folder with SHA256SUMS; sums by name, `_` for the dot, replace those of the files."""
    lines = []
    for name in ("model.onnx", "tokenizer.json"):
        digits = sums.get(name.replace(".", "_"), hashlib.sha256((folder / name).read_bytes()).hexdigest())
        lines += [f"{digits}  {name}"] if digits else []
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n")
    return folder


def test_sums_beside_a_model_are_checked(encoder: Encoder, tmp_path: Path) -> None:
    found, _ = find_encoder(summed(own_model(encoder, tmp_path)))
    assert found is not None


@pytest.mark.parametrize(
    ("sums", "told"),
    [
        ({"model_onnx": "0" * 64}, r"model\.onnx has the SHA-256 8199be6f699a…, SHA256SUMS expects 000000000000…"),
        ({"tokenizer_json": "0" * 64}, r"tokenizer\.json has the SHA-256 be50c3628f2b…"),
        ({"tokenizer_json": ""}, r"SHA256SUMS does not name tokenizer\.json"),
        ({"model_onnx": "12ab"}, r"SHA256SUMS, line 1: 64 hexadecimal digits and a name were expected"),
    ],
)
def test_a_model_that_is_not_the_one_that_was_summed(
    encoder: Encoder, tmp_path: Path, sums: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingsError, match=told):
        find_encoder(summed(own_model(encoder, tmp_path), **sums))


def test_a_model_of_another_shape(encoder: Encoder, tmp_path: Path) -> None:
    """One that gives a vector a text, not one a token: an identity over its own input, written by hand."""
    folder = own_model(encoder, tmp_path)
    (folder / "model.onnx").write_bytes(identity_model())
    with pytest.raises(SettingsError, match="an array of 2 dimensions; one vector a token"):
        find_encoder(folder)


def identity_model() -> bytes:
    """The smallest ONNX model (protobuf, written out): input_ids and attention_mask in, input_ids out as they are."""

    def field(number: int, content: bytes | int) -> bytes:
        if isinstance(content, int):
            return bytes([number << 3, content])
        high, low = divmod(len(content), 128)
        return bytes([number << 3 | 2, *([low | 128, high] if high else [low])]) + content

    def value(name: bytes) -> bytes:
        shape = field(1, field(2, b"n")) + field(1, field(2, b"t"))
        return field(1, name) + field(2, field(1, field(1, 7) + field(2, shape)))

    node = field(1, b"input_ids") + field(2, b"states") + field(4, b"Identity")
    inputs = field(11, value(b"input_ids")) + field(11, value(b"attention_mask"))
    graph = field(1, node) + field(2, b"g") + inputs + field(12, value(b"states"))
    return field(1, 8) + field(7, graph) + field(8, field(1, b"") + field(2, 13))


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is no folder"):
        find_encoder(tmp_path / "nowhere")
