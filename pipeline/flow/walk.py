"""The walk: from a source's first requests to its last page, without ever going round."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from pipeline.contract import Connector, PageChangedError, Request
from pipeline.errors import BlockedError, CirclewiseError, GoneError, SourceError, TransientError
from pipeline.fetch import Fetched, Fetcher
from pipeline.flow.harvested import Harvest
from pipeline.flow.read_page import take
from pipeline.flow.reading import Reader
from pipeline.model import Note, SourceRules
from pipeline.normalize.listing import Normaliser
from pipeline.store import Reading
from pipeline.store.readings import KEY

PATIENCE = 3  # optional pages in a row that cannot be had: then it is the host, not the page


class Unheld:
    """An optional page that could not be had."""

    def __init__(self, request: Request, error: CirclewiseError) -> None:
        self.request = request
        self.error = error


async def walk(
    connector: Connector,
    rules: SourceRules,
    harvest: Harvest,
    reader: Reader,
    fetcher: Fetcher,
    progress: Callable[[Harvest], None],
    is_enough: Callable[[], bool] | None,
) -> None:
    """Fetch and read pages until nothing is left to ask, or until it is enough.

    Raises:
        CirclewiseError: a page that the walk cannot do without could not be had, or the paging goes round.
    """
    route = Route()
    route.add(begin(connector, rules, harvest))
    n_failed = 0
    while route.waiting and not (is_enough and is_enough()):
        if len(route.asked) > rules.politeness.max_pages:
            raise PageChangedError(
                f"more than {rules.politeness.max_pages} pages (max_pages); is the paging still right?"
            )
        batch = route.next(rules.politeness.concurrency)
        for got in await _fetch_together(batch, rules, harvest.run_id, fetcher):
            if isinstance(got, Unheld):
                n_failed = _do_without(harvest, got, n_failed)
                continue
            n_failed = 0
            route.add(await _read(harvest, reader, got))
        progress(harvest)


class Route:
    """Requests asked and waiting; the same request a second time means that the walk goes round.

    The same address asked for in another form (`Accept`) is another request: a form may have been refused.
    """

    def __init__(self) -> None:
        self.waiting: deque[Request] = deque()
        self.asked: set[tuple[str, str, bytes | None, str | None]] = set()

    def add(self, requests: Iterable[Request]) -> None:
        """Ask these later; an optional page that several pages lead to is asked once.

        Raises:
            PageChangedError: the walk comes back to a page.
        """
        for request in requests:
            identity = (request.method, request.url, request.body, request.headers.get("Accept"))
            if identity not in self.asked:
                self.asked.add(identity)
                self.waiting.append(request)
            elif not request.is_optional:
                raise PageChangedError(f"{request.url}: the walk comes back to this page; it would never end")

    def next(self, n: int) -> list[Request]:
        """Up to so many requests, in the order found."""
        return [self.waiting.popleft() for _ in range(min(n, len(self.waiting)))]


def begin(connector: Connector, rules: SourceRules, harvest: Harvest) -> list[Request]:
    """The first requests; what `start` says besides is taken in."""
    reading, normaliser = Reading(), Normaliser(rules)
    for produced in connector.start():
        take(reading, produced, normaliser, page_sha256="")
    harvest.take_in(reading)
    return reading.requests


async def _fetch_together(
    batch: Sequence[Request], rules: SourceRules, run_id: str, fetcher: Fetcher
) -> list[Fetched | Unheld]:
    """The pages in the order asked for; the first refusal or failure calls the others off."""

    async def get(request: Request) -> Fetched | Unheld:
        try:
            return await fetcher.fetch(request, source=rules.source, run_id=run_id, politeness=rules.politeness)
        except BlockedError:
            raise
        except (SourceError, TransientError) as error:
            if not (request.is_optional or request.is_list):
                raise
            return Unheld(request, error)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(get(request)) for request in batch]
    except* CirclewiseError as errors:
        raise _gravest(errors) from None
    return [task.result() for task in tasks]


def _gravest(errors: BaseExceptionGroup[CirclewiseError]) -> CirclewiseError:
    """A refusal before anything else."""
    flat = [error for error in errors.exceptions if isinstance(error, CirclewiseError)]
    return next((error for error in flat if isinstance(error, BlockedError)), flat[0])


def _do_without(harvest: Harvest, got: Unheld, n_failed: int) -> int:
    """Leave out the course of a page, or the list, that could not be had; returns how many pages in a row failed.

    Raises:
        CirclewiseError: too many in a row.
    """
    message, url = str(got.error), got.request.url
    if got.request.is_list:
        harvest.notes.append(Note(level="error", kind="unread_list", message=message, url=url))
        count_unread(harvest, got.request, message)
        return n_failed
    if isinstance(got.error, GoneError):
        harvest.gone_pages += 1
        harvest.notes.append(Note(level="info", kind="gone_page", message=message, url=url))
        return 0
    if n_failed + 1 >= PATIENCE:
        raise got.error
    harvest.rejected += 1
    harvest.notes.append(Note(level="error", kind="rejected_record", message=message, url=url))
    return n_failed + 1


async def _read(harvest: Harvest, reader: Reader, fetched: Fetched) -> list[Request]:
    """Read one page; returns where it leads to.

    Raises:
        PageChangedError: it brings only courses that came before, and leads on.
    """
    harvest.note_page(fetched)
    reading = await reader.read(fetched)
    request = fetched.page.request
    leads_on = any(not each.is_optional for each in reading.requests)
    if leads_on and reading.rows and all(row[KEY] in harvest.rows for row in reading.rows):
        raise PageChangedError(
            f"{request.url}: all its {len(reading.rows)} courses came on earlier pages, and it leads on to more; "
            "the paging goes round"
        )
    harvest.take_in(reading)
    if reading.error:
        count_unread(harvest, request, reading.error)
    return reading.requests


def count_unread(harvest: Harvest, request: Request, why: str) -> None:
    """Count a page that is not what was expected as what it is: a list of several, a course, or all there is."""
    if request.is_list:
        harvest.unread_lists.append(why)
    elif request.is_optional:
        harvest.rejected += 1
    else:
        harvest.unreadable_pages.append(why)
