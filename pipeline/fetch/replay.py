"""A harvest without the network: the pages of the last good run, read again."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.contract import Page, Request
from pipeline.errors import SourceError, StoreError
from pipeline.fetch.archive import Archive
from pipeline.fetch.client import Fetched


def replay(archive: Archive, source: str, run_id: str) -> Iterator[Fetched]:
    """What the promoted run of a source read, in its order, as pages of this run; nothing is asked, no sign-in needed.

    Raises:
        SourceError: nothing is archived yet, or a body is lost; says to run it online.
    """
    pages = archive.pages(source)
    if not pages:
        raise SourceError(f"no page of {source} is archived yet, and no page is fetched offline; run it online first")
    for archived in pages:
        try:
            body = archive.body(archived)
        except StoreError as error:
            raise SourceError(f"the archived body of {archived.url} is lost; run {source} online") from error
        again = archive.keep(archived, run_id=run_id)
        request = Request(archived.url, archived.reader)
        page = Page(request, archived.final_url, archived.status, archived.headers, body)
        yield Fetched(page, again, not_modified=False, retries=0)
