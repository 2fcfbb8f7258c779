"""OAI-PMH 2.0: the protocol by which repositories hand out their records, page by page.

The metadata of a record comes as Dublin Core, LOM or schema.org in RDF/XML; which it is, its root element says. A
source on it names its `base` and the `prefix` of the metadata it wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from connectors.platforms import dublin_core, lom, schema_rdf
from pipeline.contract import (
    Connector,
    Element,
    Page,
    PageChangedError,
    Produced,
    RawListing,
    RecordError,
    Request,
    StatedTotal,
    Tombstone,
    Watermark,
)

WORDS = {"dc": dublin_core.words, "lom": lom.words, "RDF": schema_rdf.words}
DAY, SECOND = "YYYY-MM-DD", "YYYY-MM-DDThh:mm:ssZ"
DATESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")


class OAIPMH(Connector):
    """ListRecords; the walk ends where a page has no resumptionToken or an empty one.

    A token that comes twice, or a page of records that all came before, means that the list goes round. A record that
    comes again with a later datestamp was changed meanwhile, which is harmless. `completeListSize` is stated as the
    total only where a source `trusts_total`: AnatomyTOOL's said 3,712 on a list of 10 (recorded 2021).
    """

    base: ClassVar[str]
    prefix: ClassVar[str] = "oai_dc"
    only_set: ClassVar[str] = ""
    """The set to ask for; empty for all records."""
    granularity: ClassVar[str] = SECOND
    """How fine the datestamps are, as the repository's Identify words it: DAY or SECOND."""
    trusts_total: ClassVar[bool] = False
    tells_changes = True
    remembers_pages = True

    def __init__(self, *args: Any, **options: Any) -> None:
        """Made by the runner, once a run; it remembers the tokens and records met, to see that a list goes round."""
        super().__init__(*args, **options)
        self._tokens: set[str] = set()
        self._seen: set[tuple[str, str]] = set()

    def start(self) -> Iterator[Produced]:
        """The first page of all records, or of those stamped since."""
        arguments = {"verb": "ListRecords", "metadataPrefix": self.prefix}
        if self.only_set:
            arguments["set"] = self.only_set
        if self.since:
            arguments["from"] = self.since[: len(self.granularity)]
        yield Request(f"{self.base}?{urlencode(arguments)}", reader="records")

    def records(self, page: Page) -> Iterator[Produced]:
        """The first page; that no record matches comes with status 200 and is the normal answer of an empty delta."""
        root = _root(page)
        codes = [error.attribute("code") for error in root.all("error")]
        if codes != ["noRecordsMatch"]:
            yield from self._records(page, root)

    def further_records(self, page: Page) -> Iterator[Produced]:
        """A page that a token led to: here every error breaks the list off."""
        yield from self._records(page, _root(page))

    def _records(self, page: Page, root: Element) -> Iterator[Produced]:
        errors = [f"`{error.attribute('code')}` ({error.content or 'no text'})" for error in root.all("error")]
        if errors:
            raise PageChangedError(f"{page.url}: the repository says {', '.join(errors)}; records were expected")
        listed = root.one("ListRecords")
        records = listed.all("record", at_least=1)
        self._remember(page, records)
        for record in records:
            try:
                yield _read(page, record)
            except RecordError as error:
                page.reject(error)
        datestamps = filter(DATESTAMP.fullmatch, (record.maybe_text("header/datestamp") or "" for record in records))
        latest, now = max(datestamps, default=None), root.maybe_text("responseDate") or ""
        if latest:  # a datestamp in the future would hide every change until then
            yield Watermark(min(latest, now) if DATESTAMP.fullmatch(now) else latest)
        yield from self._following(page, listed.maybe("resumptionToken"))

    def _remember(self, page: Page, records: list[Element]) -> None:
        """Refuse a page of which nothing is new; a record without an identifier is no evidence."""
        headers = [
            [each.maybe_text(f"header/{name}") or "" for name in ("identifier", "datestamp")] for each in records
        ]
        told = {(identifier, datestamp) for identifier, datestamp in headers if identifier}
        if told and told <= self._seen:
            raise PageChangedError(f"{page.url}: all its {len(told)} records came on earlier pages; it goes round")
        self._seen |= told

    def _following(self, page: Page, element: Element | None) -> Iterator[Produced]:
        size = element.attribute("completeListSize") if element else None
        if self.trusts_total and size and size.isascii() and size.isdigit():
            yield StatedTotal(int(size))
        token = element.as_written if element else ""
        if token in self._tokens:
            raise PageChangedError(f"{page.url}: the resumptionToken `{token}` came before; the list goes round")
        if token:
            self._tokens.add(token)
            address = f"{self.base}?verb=ListRecords&resumptionToken={quote(token, safe='')}"  # the token stands alone
            yield Request(address, reader="further_records")


def _root(page: Page) -> Element:
    root = page.xml()
    if root.name != "OAI-PMH":
        raise PageChangedError(f"{page.url}: the root element is `{root.name}`, `OAI-PMH` was expected")
    return root


def _read(page: Page, record: Element) -> RawListing | Tombstone:
    """A deleted record has a header that says so, at times an empty `metadata`; it may never have been seen before."""
    header = record.maybe("header")
    key = header.maybe_text("identifier") if header else None
    if header is None or key is None:
        raise RecordError("a record has no identifier", field="identifier")
    if header.attribute("status") == "deleted":
        page.left_out += 1
        return Tombstone(key)
    metadata = record.maybe("metadata/*")
    if metadata is None or metadata.name not in WORDS:
        found = f"`{metadata.name}`" if metadata else "nothing"
        expected = ", ".join(WORDS)
        raise RecordError(f"the metadata of `{key}` is {found}, one of {expected} was expected", field="metadata")
    words = WORDS[metadata.name](metadata)
    if not words["title"]:
        raise RecordError(f"`{key}` has no title", field="title")
    return RawListing(key=key, **words)
