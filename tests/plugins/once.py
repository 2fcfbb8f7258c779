"""What nights and verbs load and never change, loaded once for all tests of a process.

A night on the library's own list of courses took 1.1 s of CPU, of which 0.5 s went into files that are the same for
every test (measured 2026-11): the model of meaning, the word lists, the library lexicon, and every source.yaml. Whoever
tests how such a file is read gives a file of their own, and that one is read anew each time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import httpx
import httpx._transports.default as transports
import pytest
import spellchecker

import pipeline.embed.find
import pipeline.flow.lexicon
import pipeline.flow.subjects
import pipeline.flow.tonight
import pipeline.match.wordlist
import pipeline.sources
import pipeline.typed_yaml
import pipeline.verbs.match
import pipeline.verbs.survey
from pipeline.embed.encoder import Encoder, Vectors
from pipeline.model import SourceRules
from pipeline.survey import AnswerReader, Lexicon, SubjectReader

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "data" / "reference"


class RememberingEncoder(Encoder):
    """The model on one thread, since several processes test at once; a batch that it has read is not read again.

    By batch and not by text, because a vector hardly depends on what stands beside it, and hardly is not never.
    """

    def __init__(self, files: Any, threads: int = 1) -> None:
        self._known: dict[tuple[tuple[int, ...], ...], Vectors] = {}
        super().__init__(files, threads=1)

    def _pooled(self, batch: Sequence[Sequence[int]]) -> Vectors:
        key = tuple(map(tuple, batch))
        if key not in self._known:
            self._known[key] = super()._pooled(batch)
        return self._known[key].copy()


def _by_state(read: Callable[[Path], Any]) -> Callable[[Path], Any]:
    """What a function finds in a file, found once as long as the file stays the one it was."""

    @cache
    def known(path: Path, *_: int) -> Any:
        return read(path)

    def found(path: Path) -> Any:
        state = path.stat()
        return known(path, state.st_ino, state.st_size, state.st_mtime_ns)

    return found


def _lexicon(load: Callable[[Path], Lexicon]) -> Callable[[Path], Lexicon]:
    """The committed lexicon once, any other each time anew."""
    ours = cache(load)
    return lambda folder: (ours if folder.resolve() == OURS / "lexicon" else load)(folder)


def _rules(load: Callable[[Path], SourceRules]) -> Callable[[Path], SourceRules]:
    """What a source's folder says, as long as its source.yaml stays the one it was."""

    @cache
    def known(folder: Path, *_: int) -> SourceRules:
        return load(folder)

    def found(folder: Path) -> SourceRules:
        path = folder / pipeline.sources.RULES_FILE
        if not path.is_file():
            return load(folder)
        state = path.stat()
        return known(folder, state.st_ino, state.st_size, state.st_mtime_ns)

    return found


def _subjects(load: Callable[[Path, AnswerReader], SubjectReader]) -> Callable[[Path, AnswerReader], SubjectReader]:
    ours = cache(load)
    return lambda path, reader: (ours if path.resolve().parent == OURS else load)(path, reader)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """No garbage is looked for among 17,000 tests, neither while they are found nor later: 2 s of CPU a process."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_sessionfinish() -> None:
    """What is still frozen when the process ends is told as leaked."""
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def _loaded_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spellchecker, "SpellChecker", cache(spellchecker.SpellChecker))
        patch.setattr(pipeline.match.wordlist, "WordList", cache(pipeline.match.wordlist.WordList))
        for module in (transports, httpx):  # 0.02 s each, never used; the harvest makes one for each fetcher
            patch.setattr(module, "create_ssl_context", cache(httpx.create_ssl_context))
        patch.setattr(pipeline.embed.find, "Encoder", cache(RememberingEncoder))
        patch.setattr(pipeline.embed.find, "_sha256", _by_state(pipeline.embed.find._sha256))
        patch.setattr(pipeline.typed_yaml, "parsed", lru_cache(512)(pipeline.typed_yaml.parsed))
        patch.setattr(pipeline.sources, "load_rules", _rules(pipeline.sources.load_rules))
        lexicon = _lexicon(pipeline.flow.lexicon.load_lexicon)
        for module in (pipeline.flow.lexicon, pipeline.flow.tonight, pipeline.verbs.match, pipeline.verbs.survey):
            patch.setattr(module, "load_lexicon", lexicon)
        reader = cache(AnswerReader)  # by lexicon: it remembers what it read, which depends on nothing else
        for module in (pipeline.flow.tonight, pipeline.verbs.match, pipeline.verbs.survey):
            patch.setattr(module, "AnswerReader", reader)
        patch.setattr(pipeline.flow.tonight, "load_subjects", _subjects(pipeline.flow.subjects.load_subjects))
        yield
