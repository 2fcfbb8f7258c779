"""One source: where to start, and how its pages are read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar

from pipeline.contract.request import Produced


class Connector(ABC):
    """One source: where to start and how each kind of page is read.

    `start` yields the first requests (or listings); every request names the method that reads its page. Such a method
    takes a `Page` and yields requests, raw listings and the total that the source states.
    """

    source: ClassVar[str]
    tells_changes: ClassVar[bool] = False
    """True where `start` can ask for what changed since the watermark of an earlier run."""

    remembers_pages: ClassVar[bool] = False
    """True where reading a page depends on pages read before: then every page is read anew in every run."""

    def __init__(self, credentials: Mapping[str, str] | None = None, *, since: str | None = None) -> None:
        """Made by the runner, once a run.

        Args:
            credentials: what source.yaml names under `credentials`, read from the environment.
            since: the watermark of the last succeeded run where only changes are asked for; None for a full walk.
        """
        self.credentials = dict(credentials or {})
        self.since = since

    @abstractmethod
    def start(self) -> Iterable[Produced]:
        """The first requests."""
