"""Pages read beside the workers of a cluster: those of sources at one host by one worker, one after the other.

The worker keeps them apart as this machine does: a process of its own, under the same limits, reads what strangers
wrote. What needs a secret, and what depends on earlier pages, is read here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from pipeline.contract import Page
from pipeline.engine import Limits
from pipeline.engine.questions import Questions
from pipeline.errors import WorkerError
from pipeline.flow.apart import Apart, Asked, is_reading
from pipeline.model import SourceRules
from pipeline.sources import fingerprint as fingerprint_of
from pipeline.store import Reading

MOST_BYTES = 8 << 20
"""Of a body that is sent to a worker; Dask warns of tasks beyond 10 MiB."""


class There:
    """Reads the pages of one source, as `Apart` does. Whoever has one closes it."""

    def __init__(
        self,
        questions: Questions,
        apart: Apart,
        connectors: Path,
        rules: SourceRules,
        since: str | None,
        tell: Callable[[str], None],
    ) -> None:
        """`apart` reads what the cluster does not; `tell` is given a sentence where it does not."""
        self._questions, self._apart, self._tell = questions, apart, tell
        mark = fingerprint_of(rules.source, connectors)
        self._arguments = (connectors, rules, since, apart.limits, mark)
        self._group, self._host = f"{rules.source} {uuid4().hex}", urlsplit(rules.home).hostname or rules.source
        self._is_here = False
        """Whether the cluster was lost, or could not read this source: all else is read here."""

    def read(self, page: Page, page_sha256: str) -> Reading:
        """What the page says, to the last note what `Apart` says of it."""
        if self._is_here or page.request.is_secret or len(page.body) > MOST_BYTES:
            return self._apart.read(page, page_sha256)
        asked: Asked = page, page_sha256
        try:
            told = self._questions.ask(
                beside_worker, self._arguments, asked, self._group, self._host, self._apart.limits.seconds
            )
            if not is_reading(told):
                raise WorkerError("a worker of the cluster gave an answer that is none")
        except WorkerError as error:
            self._is_here = True
            self._tell(f"{error}; the rest was done on this machine")
            return self._apart.read(page, page_sha256)
        return told

    def close(self) -> None:
        """End the processes, there and here."""
        self._questions.let_go(self._group)
        self._apart.close()


class Beside:
    """What a worker keeps of a source."""

    def __init__(self, apart: Apart) -> None:
        self._apart = apart

    def __call__(self, asked: Asked) -> Reading:
        """What a page says."""
        return self._apart.read(*asked)

    def close(self) -> None:
        """End the process that read."""
        self._apart.close()


def beside_worker(connectors: Path, rules: SourceRules, since: str | None, limits: Limits, mark: str) -> Beside:
    """Reads pages of a source, on a worker.

    Raises:
        WorkerError: the connector there is another one or none, or no process can be started.
    """
    if fingerprint_of(rules.source, connectors) != mark:
        raise WorkerError(f"a worker has another connector of {rules.source} than the machine of the night")
    apart = Apart(connectors, rules, {}, since, limits)
    try:
        apart.begin()
    except WorkerError as error:
        raise WorkerError(f"what reads pages of {rules.source} beside a worker {error}") from None
    return Beside(apart)
