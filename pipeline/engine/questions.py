"""Single questions to a cluster over one line: those about one host are answered by one worker."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pipeline.engine.at_work import answer, let_go, name_of
from pipeline.engine.at_work import code_mark as _our_mark
from pipeline.engine.cluster import CONNECT_SECONDS, Cluster
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
        """By host the address of its worker."""
        self._groups: dict[str, str] = {}
        """By group the same. It has no lock: of one group one at a time asks or lets go."""

    def ask(self, make: Make, arguments: tuple[Any, ...], question: Any, group: str, host: str, seconds: float) -> Any:
        """What the work answers, made once a group by `make(*arguments)`; what it makes has `close`.

        Where the worker of a host is gone, another one makes it anew: no answer may depend on earlier questions.

        Args:
            make: found by name.
            arguments: plain data.
            question: of one group one at a time.
            group: whose questions they are.
            host: which all of them are about; those of one host go to one worker.
            seconds: so long an answer may take.

        Raises:
            WorkerError: the cluster cannot be used, or gave none; the text is for people.
            CirclewiseError: as the work, or what makes it, raised it; the cluster is asked other questions still.
            RaisedError: it raised anything else.
        """
        with self._cluster.or_lost():
            client, worker = self._line(group, host)
            asked = (_our_mark(), name_of(make), arguments, question, group)
            future = self._cluster.submitted(client, answer, *asked, workers=[worker], allow_other_workers=True)
            found = self._cluster.result(future, seconds)
        if isinstance(found, Exception):
            raise found
        return found

    def let_go(self, group: str) -> None:
        """Nothing more is asked of this group."""
        client, worker = self._client, self._groups.pop(group, None)  # never waits for who connects
        if client is not None and worker is not None:
            from distributed import fire_and_forget

            with suppress(Exception):  # a cluster that is gone holds nothing either
                fire_and_forget(client.submit(let_go, group, pure=False, workers=[worker], allow_other_workers=True))

    def close(self) -> None:
        """End the line."""
        if self._client is not None:
            self._client.close(timeout=CONNECT_SECONDS)
            self._client = None

    def _line(self, group: str, host: str) -> tuple[Client, str]:
        """The line, and the worker of the host: of those that live the one with the fewest hosts.

        Where there is none, the first who asks waits for it, and nobody after.
        """
        with self._lock, self._cluster.or_lost():
            if self._client is None:
                self._client = self._cluster.connected()
            if host not in self._worker_of:
                n_hosts = Counter(self._worker_of.values())
                workers = self._cluster.workers(self._client)
                self._worker_of[host] = min(workers, key=lambda each: n_hosts[each])
            self._groups[group] = self._worker_of[host]
            return self._client, self._worker_of[host]
