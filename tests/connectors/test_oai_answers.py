"""Every kind of answer that the protocol knows, as recorded: lists are read, all else is told by its own name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from connectors.platforms.oai_pmh import OAIPMH
from pipeline.contract import Page, PageChangedError, RawListing, Request, Tombstone, Watermark

pytestmark = pytest.mark.shared


class Fixture(OAIPMH):
    source = "fixture"
    base = "https://oai.example.org/fixtures/ListRecords.xml"


NO_LISTS = {
    "badArgument": "`badArgument` (no text)",
    "badResumptionToken": "`badResumptionToken` (This resumptionToken is invalid)",
    "cannotDisseminateFormat": "`cannotDisseminateFormat`",
    "idDoesNotExist": "`idDoesNotExist`",
    "noSetHierarchy": "`noSetHierarchy`",
    "undefinedError": "`undefinedError` (no text)",
    "ListRecordsBroken": "XML was expected",
    "GetRecord": "`OAI-PMH/ListRecords` is there 0 times",
    "GetRecord_utf8test": "`OAI-PMH/ListRecords` is there 0 times",
    "Identify": "`OAI-PMH/ListRecords` is there 0 times",
    "ListIdentifiers2": "`OAI-PMH/ListRecords` is there 0 times",
    "ListIdentifiers": "`OAI-PMH/ListRecords` is there 0 times",
    "ListMetadataFormats": "`OAI-PMH/ListRecords` is there 0 times",
    "ListSets": "`OAI-PMH/ListRecords` is there 0 times",
}


def _answer(shared: Path, name: str, connector: OAIPMH) -> tuple[list[Any], Page]:
    url = f"https://oai.example.org/fixtures/{name}.xml"
    body = (shared / "catalogs" / "oai_pmh" / "sickle" / f"{name}.xml").read_bytes()
    page = Page(Request(url, "records"), url, 200, {}, body)
    return list(connector.records(page)), page


@pytest.mark.parametrize("name", NO_LISTS)
def test_answer_that_is_no_list_has_changed(shared: Path, name: str) -> None:
    with pytest.raises(PageChangedError, match=rf"oai\.example\.org/fixtures/{name}\.xml.*{re.escape(NO_LISTS[name])}"):
        _answer(shared, name, Fixture())


def test_recorded_answer_without_records_is_an_empty_delta(shared: Path) -> None:
    assert _answer(shared, "noRecordsMatch", Fixture())[0] == []


def test_recorded_lists_are_read(shared: Path) -> None:
    found, page = _answer(shared, "ListRecords", Fixture())
    kinds = [type(each) for each in found]
    assert kinds == [Tombstone, RawListing, Watermark, Request]
    assert found[1].url == "http://test.example.com/publication/1585322"
    assert found[3].url == f"{Fixture.base}?verb=ListRecords&resumptionToken=ListRecords2.xml"
    assert (page.rejected, page.left_out) == (0, 1)


def test_recorded_list_that_repeats_its_page_is_an_error(shared: Path) -> None:
    connector = Fixture()
    _answer(shared, "ListRecords", connector)
    with pytest.raises(PageChangedError, match="all its 2 records came on earlier pages"):
        _answer(shared, "ListRecords2", connector)


def test_recorded_header_without_identifier_is_rejected_alone(shared: Path) -> None:
    found, page = _answer(shared, "ListRecords4", Fixture())
    assert [type(each) for each in found] == [RawListing, Watermark]
    assert page.rejected == 1


def test_every_recorded_answer_is_tested(shared: Path) -> None:
    lists = {"ListRecords", "ListRecords2", "ListRecords3", "ListRecords4", "noRecordsMatch"}
    recorded = {path.stem for path in (shared / "catalogs" / "oai_pmh" / "sickle").glob("*.xml")}
    assert recorded == set(NO_LISTS) | lists
