"""Work on a Dask cluster that runs already. Dask is asked for only where the settings name it.

A worker that dies loses what it was at, and the scheduler gives it to another one. Whoever reaches a scheduler can run
what they like on its workers, and its answers are unpickled here: so it is asked over TLS that knows both sides, or on
this very machine.
"""

from __future__ import annotations

import concurrent.futures
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.engine.at_work import code_mark, do_part, forget, name_of
from pipeline.engine.at_work import code_mark as _our_mark
from pipeline.engine.spread import Make
from pipeline.errors import WorkerError
from pipeline.model import EngineSettings

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
CONNECT_SECONDS = 10.0
TRIES_AGAIN = 2
"""Of a part whose work raised something, on any worker; that of one that died is given to others by the scheduler."""


class Cluster:
    """Spreads work over the workers of one scheduler."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._lost: str | None = None
        """Why it is asked no more tonight."""
        self._lock = threading.Lock()

    def spread(self, make: Make, arguments: tuple[Any, ...], parts: Sequence[Any]) -> Iterator[Any]:
        """What the work gives for each part, in the order of the parts.

        Raises:
            WorkerError: the cluster cannot be used, or did not do a part; the text is for people.
        """
        if parts:
            with self.or_lost():
                yield from self._spread(make, arguments, parts)

    @contextmanager
    def or_lost(self) -> Iterator[None]:
        """A block in which the cluster is asked: what goes wrong once is not waited for again.

        Raises:
            WorkerError: something went wrong here, or before.
        """
        if self._lost is not None:
            raise WorkerError(self._lost)
        try:
            yield
        except WorkerError as error:
            with self._lock:  # of what several meet at once the first is told, and once
                self._lost = self._lost or str(error)
            raise WorkerError(self._lost) from error

    def check(self) -> None:
        """Whether it may be asked still; asks nobody.

        Raises:
            WorkerError: it was lost before; the text is for people.
        """
        with self.or_lost():
            pass

    def connected(self) -> Client:
        """A line to the cluster, whose workers all have our code; who asked for it closes it.

        Raises:
            WorkerError: the cluster cannot be used; the text is for people.
        """
        client = self._client()
        try:
            self._check(client)
        except WorkerError:
            client.close(timeout=CONNECT_SECONDS)
            raise
        return client

    def workers(self, client: Client) -> list[str]:
        """The addresses of the workers there are now.

        Raises:
            WorkerError: there are none, or the scheduler does not say.
        """
        try:
            found = sorted(self._within(lambda: client.scheduler_info(n_workers=-1)["workers"]))
        except WorkerError:
            raise
        except Exception as error:
            raise WorkerError(f"{self._name} cannot be reached ({_line(error)})") from error
        if not found:
            raise WorkerError(f"{self._name} has no workers")
        return found

    def submitted(self, client: Client, work: Callable[..., Any], *asked: Any, **how: Any) -> Future:
        """Work that the cluster was given; `how` as `Client.submit` takes it.

        Raises:
            WorkerError: it takes none, such as after its scheduler ended; the text is for people.
        """
        try:
            return client.submit(work, *asked, pure=False, retries=TRIES_AGAIN, **how)
        except Exception as error:
            raise WorkerError(f"{self._name} cannot be reached ({_line(error)})") from error

    def result(self, future: Future, seconds: float = 0.0) -> Any:
        """What a future gives; `seconds`: so long it may take beyond what is told by the settings.

        Raises:
            WorkerError: it gives nothing; the text is for people.
        """
        idle = self._settings.idle_seconds + seconds
        try:
            return future.result(timeout=idle)
        except TimeoutError:
            raise WorkerError(f"{self._name} gave no answer for {idle:g} s") from None
        except Exception as error:
            raise WorkerError(f"{self._name} could not do a part ({type(error).__name__}: {_line(error)})") from error

    def _spread(self, make: Make, arguments: tuple[Any, ...], parts: Sequence[Any]) -> Iterator[Any]:
        client = self.connected()
        futures: list[Future] = []
        try:
            for place, part in enumerate(parts):
                asked = (_our_mark(), name_of(make), arguments, part)
                futures.append(self.submitted(client, do_part, *asked, priority=-place))
            futures.reverse()
            while futures:
                yield self.result(futures.pop())  # the cluster lets go of it after that
        finally:
            futures.clear()  # what was not begun is not, or it would be made anew after this
            with suppress(Exception):
                self._within(lambda: client.run(forget), CONNECT_SECONDS)
            client.close(timeout=CONNECT_SECONDS)

    def _client(self) -> Client:
        try:
            from distributed import Client, Security
        except ImportError as error:
            raise WorkerError(
                f"{self._name} cannot be asked: {error.name} is not installed (`pip install 'circlewise[dask]'`)"
            ) from error
        ours = self._settings
        try:
            security = (
                Security(
                    tls_ca_file=ours.tls_ca_file,
                    tls_client_cert=ours.tls_cert_file,
                    tls_client_key=ours.tls_key_file,
                    require_encryption=True,
                )
                if ours.tls_ca_file
                else None
            )
            return Client(
                ours.scheduler, timeout=CONNECT_SECONDS, security=security, set_as_default=False, name="circlewise"
            )
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            raise WorkerError(f"{self._name} cannot be reached ({_line(error)})") from error

    def _check(self, client: Client) -> None:
        """Whether there are workers, all with our code."""
        try:
            marks: dict[str, str] = self._within(lambda: client.run(code_mark))
        except WorkerError:
            raise
        except Exception as error:
            raise WorkerError(f"a worker of {self._name} cannot do our work ({_line(error)})") from error
        if not marks:
            raise WorkerError(f"{self._name} has no workers")
        others = sorted(address for address, mark in marks.items() if mark != _our_mark())
        if others:
            raise WorkerError(
                f"{len(others)} of {len(marks)} workers of {self._name} have another version of Circlewise, Python or "
                f"packages than this machine (such as {others[0]}); install the same one everywhere"
            )

    def _within(self, ask: Callable[[], T], seconds: float | None = None) -> T:
        """What the cluster answers, which waits for a worker that hangs for ever where nobody looks at the clock."""
        answer: concurrent.futures.Future[T] = concurrent.futures.Future()

        def work() -> None:
            try:
                answer.set_result(ask())
            except Exception as error:  # noqa: BLE001 - raised where it is waited for
                answer.set_exception(error)

        threading.Thread(target=work, daemon=True, name="asks a cluster").start()
        limit = self._settings.idle_seconds if seconds is None else seconds
        try:
            return answer.result(timeout=limit)
        except TimeoutError:
            raise WorkerError(f"{self._name} gave no answer for {limit:g} s") from None

    @property
    def _name(self) -> str:
        return f"the cluster at {self._settings.scheduler}"


def _line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), "") or type(error).__name__
