"""A sentence model at work: texts in, vectors of length 1 out, the same for a text whatever stands beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""One row a text; every row has length 1, so that a product of two rows is their cosine."""

MAX_TOKENS = 64
"""Of one text; what comes after is not read. Longer texts cost time in proportion (decision 18)."""
TOKENS_AT_ONCE = 256
"""Of one batch, padding included: more at once is slower on two cores (measured 2026-11)."""
NEEDED = ("input_ids", "attention_mask")


@dataclass(frozen=True, kw_only=True)
class ModelFiles:
    """A model as it lies on disk, with what sentence-transformers writes beside it.

    `name` is told to people; `fingerprint` stands for all that decides about a vector, so that kept vectors of another
    model are never taken for this one's. `before_goal` and `before_course` are words the model wants in front.
    """

    name: str
    model: Path
    tokenizer: Path
    fingerprint: str
    pooling: Literal["mean", "cls"] = "mean"
    before_goal: str = ""
    before_course: str = ""


class Encoder:
    """Turns texts into vectors. Loads the model when it is made: about half a second."""

    def __init__(self, files: ModelFiles, threads: int = 2) -> None:
        """Load the model.

        Raises:
            ValueError: the files are no model of sentences; the text says what was found and what was expected.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Waiting threads that spin make every one slower where the machine has other work (measured 2026-11).
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.files = files
        self._tokenizer = _made(Tokenizer.from_file, str(files.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._session = _made(
            onnxruntime.InferenceSession, str(files.model), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = frozenset(each.name for each in self._session.get_inputs())
        if missing := [name for name in NEEDED if name not in self._inputs]:
            found = ", ".join(sorted(self._inputs)) or "nothing"
            raise ValueError(f"the model takes {found}; {' and '.join(missing)} were expected among them")
        self.size = _size(self._run([[0]]))

    def goals(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what people look for."""
        return self._vectors([self.files.before_goal + text for text in texts])

    def courses(self, texts: Sequence[str]) -> Vectors:
        """Vectors of titles and descriptions."""
        return self._vectors(self._of_courses(texts))

    def batches(self, courses: Sequence[str]) -> list[list[int]]:
        """Places of texts of courses that `courses` reads together: the last bits of a vector depend on its batch."""
        return list(_batches([len(ids) for ids in self._read(self._of_courses(courses))]))

    def together(self, courses: Sequence[str]) -> Vectors:
        """Vectors of texts of courses that are one batch."""
        return self._pooled(self._read(self._of_courses(courses)))

    def _of_courses(self, texts: Sequence[str]) -> list[str]:
        return [self.files.before_course + text for text in texts]

    def _read(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        """Texts of like length together, so that little is padded; a text without words gets a row of zeros."""
        read = self._read(texts)
        vectors = np.zeros((len(read), self.size), dtype=np.float32)
        for batch in _batches([len(ids) for ids in read]):
            vectors[batch] = self._pooled([read[place] for place in batch])
        return vectors

    def _pooled(self, batch: Sequence[Sequence[int]]) -> Vectors:
        states = self._run(batch)
        lengths = np.array([len(ids) for ids in batch])
        if self.files.pooling == "cls":
            pooled = states[:, 0]
        else:
            is_read = np.arange(states.shape[1]) < lengths[:, None]
            pooled = np.einsum("btd,bt->bd", states, is_read.astype(np.float32)) / lengths[:, None]
        norms = np.linalg.norm(pooled, axis=1, keepdims=True)
        return np.asarray(pooled / np.maximum(norms, np.float32(1e-12)), dtype=np.float32)

    def _run(self, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        longest = max(map(len, batch))
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, read in enumerate(batch):
            ids[row, : len(read)] = read
            mask[row, : len(read)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states: Any = self._session.run(None, {name: given[name] for name in given if name in self._inputs})[0]
        return np.asarray(states, dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts that are read together, the short ones first; texts without a word are in none."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: (lengths[place], place)):
        if not lengths[place]:
            continue
        if batch and (len(batch) + 1) * lengths[place] > TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _size(states: NDArray[np.float32]) -> int:
    if states.ndim != 3:
        raise ValueError(
            f"the model gives an array of {states.ndim} dimensions; one vector a token (3 dimensions: text, token, "
            "number) was expected as its first output"
        )
    return int(states.shape[2])


def _made(make: Any, *arguments: Any, **options: Any) -> Any:
    """Runtime and tokenizer raise what they like on a bad file: all of it is the file's fault, and is told."""
    try:
        return make(*arguments, **options)
    except Exception as error:
        raise ValueError(str(error).strip().splitlines()[0]) from error


def read_json(path: Path) -> dict[str, Any]:
    """A small JSON object beside a model; empty where there is none.

    Raises:
        ValueError: it is no JSON object.
    """
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError(f"{path.name} holds {type(found).__name__}, an object was expected")
    return found
