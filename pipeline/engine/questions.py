"""Single questions to a cluster over one line: those of a group are answered one after the other by one worker."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pipeline.engine.at_work import answer, let_go, name_of
from pipeline.engine.at_work import code_mark as _our_mark
from pipeline.engine.cluster import CONNECT_SECONDS, TRIES_AGAIN, Cluster
from pipeline.engine.spread import Make

if TYPE_CHECKING:
    from distributed import Client


class Questions:
    """Asks a cluster from many threads. Whoever has one closes it."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._worker_of: dict[str, str] = {}
        """By group the address of its worker."""

    def ask(self, make: Make, arguments: tuple[Any, ...], question: Any, group: str, seconds: float) -> Any:
        """What the work answers, made once a group by `make(*arguments)`; what it makes has `close`.

        Where the worker of a group is gone, another one makes it anew: no answer may depend on earlier questions.

        Args:
            make: found by name.
            arguments: plain data.
            question: of one group one at a time.
            group: whose questions they are.
            seconds: so long an answer may take.

        Raises:
            WorkerError: the cluster cannot be used, or gave none; the text is for people.
            CirclewiseError: as the work raised it.
            RaisedError: it raised anything else.
        """
        with self._cluster.or_lost():
            client, worker = self._line(group)
            future = client.submit(
                answer,
                _our_mark(),
                name_of(make),
                arguments,
                question,
                group,
                pure=False,
                retries=TRIES_AGAIN,
                workers=[worker],
                allow_other_workers=True,
            )
            found = self._cluster.result(future, seconds)
        if isinstance(found, Exception):
            raise found
        return found

    def let_go(self, group: str) -> None:
        """Nothing more is asked of this group."""
        with self._lock:
            is_known = self._worker_of.pop(group, None) is not None
            client = self._client
        if is_known and client is not None:
            with suppress(Exception):  # a cluster that is gone holds nothing either
                client.run(let_go, group, wait=False)

    def close(self) -> None:
        """End the line."""
        if self._client is not None:
            self._client.close(timeout=CONNECT_SECONDS)
            self._client = None

    def _line(self, group: str) -> tuple[Client, str]:
        """The line, and the worker of the group: of those that live the one with the fewest groups."""
        with self._lock:
            if self._client is None:
                self._client = self._cluster.connected()
            if group not in self._worker_of:
                n_groups = Counter(self._worker_of.values())
                workers = self._cluster.workers(self._client)
                self._worker_of[group] = min(workers, key=lambda each: n_groups[each])
            return self._client, self._worker_of[group]
