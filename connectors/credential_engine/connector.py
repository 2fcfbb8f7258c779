"""Credential Registry: courses and learning opportunities that colleges and states in the USA publish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from connectors.credential_engine import left_aside, words
from pipeline.contract import Connector, Page, PageChangedError, Produced, RawListing, Record, RecordError, Request

SEARCH = "https://credentialengineregistry.org/ce-registry/search"
TYPES = ("course", "learning_opportunity_profile")
PAGE_SIZE = 50
IS_COURSE = re.compile(r"ceterms:(?:Course|LearningOpportunityProfile|LearningProgram)")
CLOSED = ("lifeCycle:Ceased", "lifeCycle:Suspended")
NEXT = re.compile(r"<([^>]*)>\s*;[^,]*\brel=\"?next\b")


class CredentialEngine(Connector):
    """A walk for each kind of resource, along the header `Link`; `x-total` says where it has to end.

    The registry counts resources, several of which may stand in one answer: so its count is no number of listings.
    """

    source = "credential_engine"

    def start(self) -> Iterator[Produced]:
        """The first page of each kind."""
        for kind in TYPES:
            yield Request(f"{SEARCH}?per_page={PAGE_SIZE}&page=1&resource_type={kind}", reader="envelopes")

    def envelopes(self, page: Page) -> Iterator[Produced]:
        """A page of envelopes, and the next page.

        Raises:
            PageChangedError: no total is stated, nothing is there, or the links end before the total is reached.
        """
        envelopes = page.json_list()
        total = page.headers.get("x-total", "")
        if not re.fullmatch(r"[0-9]{1,12}", total) or total == "0":
            raise PageChangedError(f"{page.url}: header `x-total` is `{total}`, a number above 0 was expected")
        for envelope in envelopes:
            envelope.ignore(*left_aside.OF_ENVELOPES.split())
        for nodes in page.each(envelopes, _nodes):
            yield from page.each(nodes, lambda node: _listing(page, node))
        following = NEXT.search(page.headers.get("link", ""))
        if following:
            yield page.follow(following[1])
            return
        number = int(parse_qs(urlsplit(page.url).query).get("page", ["1"])[0])
        if number * PAGE_SIZE < int(total):
            raise PageChangedError(f"{page.url}: no link leads on after page {number}, {total} resources were stated")


def _nodes(envelope: Record) -> list[Record]:
    """The courses of an envelope: the resource itself, or those of its graph; other nodes are left aside."""
    resource = envelope.object("decoded_resource")
    if resource is None:
        raise RecordError("an envelope has no `decoded_resource`, a resource was expected", field="decoded_resource")
    if not resource.is_kind("@graph", list):
        return [resource]
    nodes = resource.entries("@graph")
    resource.ignore("@context", "@id")
    return nodes


def _listing(page: Page, node: Record) -> RawListing | None:
    kinds = node.texts("@type", or_one=True)
    if not kinds:
        raise RecordError("a node has no `@type`, such as `ceterms:Course`", field="@type")
    if not any(IS_COURSE.fullmatch(kind) for kind in kinds):
        node.drop()
        return None
    key, name = node.take("ceterms:ctid", str), words.text(node, "ceterms:name")
    if name is None:
        raise RecordError(f"course `{key}` has no name, one was expected", field="ceterms:name")
    status = node.object("ceterms:lifeCycleStatusType")
    if status:
        where = words.concept(status)
        if where in CLOSED:
            page.leave_out(node, f"course `{key}` is not offered any more ({where})")
            return None
    addresses = node.texts("ceterms:subjectWebpage", or_one=True) + node.texts("ceterms:availableOnlineAt", or_one=True)
    price, currency = words.price(node)
    topics = [*words.names(node, "ceterms:subject"), *words.texts(node, "ceterms:keyword")]
    node.ignore("@id", "@context", *(f"ceterms:{each}" for each in left_aside.OF_COURSES.split()))
    return RawListing(
        key=key,
        title=name,
        url=next(iter(addresses), None),
        description=words.text(node, "ceterms:description"),
        language=" | ".join(node.texts("ceterms:inLanguage", or_one=True)) or None,
        topics=tuple(dict.fromkeys(topics)),
        duration=words.length(node),
        price=price,
        currency=currency,
    )
