"""Work that is done in parts by the engine that the settings name."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.embed.batches import embedder, joined, mark_of, parts_of
from pipeline.embed.encoder import Encoder, Vectors
from pipeline.engine import share_out
from pipeline.engine.cluster import Cluster
from pipeline.engine.local import Processes
from pipeline.engine.questions import Questions
from pipeline.engine.spread import Engine, Here, OrElse
from pipeline.flow.match_there import goals_by
from pipeline.match.shares import Spread
from pipeline.model import EngineSettings
from pipeline.store import Home

MIN_PARTS = 4
"""Below it the time that processes and clusters take to begin is most of the work."""


@dataclass(frozen=True)
class Engines:
    """Where the work of a night is done: on the cluster of the settings, else on this machine."""

    courses: Engine
    """Makes vectors of courses."""
    goals: Spread
    """Matches goals."""
    questions: Questions | None
    """Reads pages on a cluster; None to read them here."""
    tell: Callable[[str], None]
    """Takes a sentence where one of them was lost; the work is done all the same."""

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A block in which pages are read."""
        try:
            yield
        finally:
            if self.questions is not None:
                self.questions.close()


def engines_of(settings: EngineSettings, home: Home, say: Callable[[str], None]) -> Engines:
    """The engines of a night on this home. What is said of a lost cluster is said once, whatever it was to do."""
    said: set[str] = set()
    lock = threading.Lock()

    def tell(sentence: str) -> None:
        with lock:
            if sentence not in said:
                said.add(sentence)
                say(sentence)

    here: Engine = OrElse(Processes(), Here(), tell)
    goals: Spread = share_out
    if settings.kind == "local":
        return Engines(here, goals, None, tell)
    cluster = Cluster(settings)
    if settings.folder is not None:
        name = hashlib.blake2b(str(home.folder.resolve()).encode(), digest_size=8).hexdigest()
        path = Path(settings.folder) / f"circlewise-{name}.index"
        with suppress(OSError):
            path.unlink(missing_ok=True)  # of a night that was killed
        goals = goals_by(cluster, path, tell, cluster.check)
    return Engines(OrElse(cluster, here, tell), goals, Questions(cluster), tell)


def courses_by(engine: Engine, encoder: Encoder, folder: str | None) -> Callable[[Sequence[str]], Vectors]:
    """Makes vectors of courses with an engine, the same to the bit as the encoder does.

    `folder` is `match.model_folder`, which every machine of a cluster has at the same path.
    """

    def make(texts: Sequence[str]) -> Vectors:
        batches, parts = parts_of(encoder, texts)
        if len(parts) < MIN_PARTS:
            return encoder.courses(texts)
        return joined(encoder, len(texts), batches, engine.spread(embedder, (folder, mark_of(encoder), 1), parts))

    return make
