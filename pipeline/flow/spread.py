"""Work that is done in parts by the engine that the settings name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipeline.embed.batches import embedder, joined, mark_of, parts_of
from pipeline.embed.encoder import Encoder, Vectors
from pipeline.engine.cluster import Cluster
from pipeline.engine.local import Processes
from pipeline.engine.spread import Engine, Here, OrElse
from pipeline.model import EngineSettings

MIN_PARTS = 4
"""Below it the time that processes and clusters take to begin is most of the work."""


def engine_of(settings: EngineSettings, tell: Callable[[str], None]) -> Engine:
    """What does work in parts: the cluster of the settings, else processes of this machine, else this process.

    `tell` is given a sentence where one of them was lost; the work is done all the same.
    """
    here = OrElse(Processes(), Here(), tell)
    return OrElse(Cluster(settings), here, tell) if settings.kind == "dask" else here


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
