"""The protocol OAI-PMH: tokens, ends, loops, deleted records, errors with status 200, deltas and watermarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.platforms.oai_pmh import DAY, OAIPMH
from pipeline.contract import Page, PageChangedError, RawListing, Request, StatedTotal, Tombstone, Watermark

BASE = "https://repository.example.org/oai"
NOW = "2026-11-24T02:00:00Z"
XML_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
TOKENS = st.text(XML_CHARACTERS | st.sampled_from("|:&=%+#?/ <>\"'\t\n\r"), min_size=1).filter(
    lambda each: each.strip() == each
)


class Repository(OAIPMH):
    source = "repository"
    base = BASE


class Daily(Repository):
    prefix = "nl_lom"
    only_set = "higher education"
    granularity = DAY


class Trusted(Repository):
    trusts_total = True


def _record(key: str, stamp: str = "2026-01-02T03:04:05Z", title: str = "A course", status: str = "") -> str:
    said = f' status="{status}"' if status else ""
    metadata = "" if status else f"<metadata><dc><title>{title}</title></dc></metadata>"
    header = f"<header{said}><identifier>{key}</identifier><datestamp>{stamp}</datestamp></header>"
    return f"<record>{header}{metadata}</record>"


def _list(*records: str, token: str | None = None, size: str = "", now: str = NOW) -> str:
    said = f' completeListSize="{size}"' if size else ""
    end = "" if token is None else f"<resumptionToken{said}>{_escaped(token)}</resumptionToken>"
    return _answer(f"<ListRecords>{''.join(records)}{end}</ListRecords>", now)


def _answer(content: str, now: str = NOW) -> str:
    head = '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    return f"{head}<responseDate>{now}</responseDate><request>{BASE}</request>{content}</OAI-PMH>"


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def _read(body: str | bytes, connector: OAIPMH | None = None, request: Request | None = None) -> tuple[list[Any], Page]:
    asked = request or _first(connector or Repository())
    page = Page(asked, asked.url, 200, {}, body.encode() if isinstance(body, str) else body)
    return list(getattr(connector or Repository(), asked.reader)(page)), page


def _first(connector: OAIPMH) -> Request:
    (request,) = connector.start()
    assert isinstance(request, Request)
    return request


def _asked(request: Request) -> Mapping[str, list[str]]:
    return parse_qs(urlsplit(request.url).query, keep_blank_values=True, strict_parsing=True)


def _only(found: list[Any], kind: type) -> list[Any]:
    return [each for each in found if isinstance(each, kind)]


# --- what is asked ---------------------------------------------------------------------------------------


def test_full_walk_asks_for_everything() -> None:
    assert _asked(_first(Repository())) == {"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"]}


def test_delta_asks_in_the_granularity_of_the_repository() -> None:
    assert _asked(_first(Repository(since=NOW)))["from"] == [NOW]
    asked = _asked(_first(Daily(since=NOW)))
    assert (asked["from"], asked["set"], asked["metadataPrefix"]) == (["2026-11-24"], ["higher education"], ["nl_lom"])
    assert _asked(_first(Daily(since="2026-11-24")))["from"] == ["2026-11-24"]


@settings(max_examples=150, deadline=None)
@given(TOKENS)
def test_token_stands_alone_and_comes_back_unharmed(token: str) -> None:
    found, _ = _read(_list(_record("1"), token=token))
    (following,) = _only(found, Request)
    assert _asked(following) == {"verb": ["ListRecords"], "resumptionToken": [token]}
    assert following.url.isascii()
    assert following.reader == "further_records"


def test_white_space_around_a_token_is_not_part_of_it() -> None:
    found, _ = _read(_list(_record("1"), token="\n   c1|f:2\n  "))
    assert _asked(_only(found, Request)[0])["resumptionToken"] == ["c1|f:2"]


@pytest.mark.parametrize("token", [None, "", " \n "])
def test_no_token_or_an_empty_one_is_the_end(token: str | None) -> None:
    found, _ = _read(_list(_record("1"), token=token))
    assert _only(found, Request) == []
    assert [each.key for each in _only(found, RawListing)] == ["1"]


# --- loops -----------------------------------------------------------------------------------------------


def test_token_that_comes_twice_is_an_error_and_no_end() -> None:
    connector = Repository()
    found, _ = _read(_list(_record("1"), token="again"), connector)
    (following,) = _only(found, Request)
    with pytest.raises(PageChangedError, match="`again` came before"):
        _read(_list(_record("2"), token="again"), connector, following)


def test_page_of_records_met_before_is_an_error() -> None:
    """A server that ignores tokens gives its first page for ever, or once more without a token."""
    for token in ("another", None):
        connector = Repository()
        found, _ = _read(_list(_record("1"), _record("2"), token="one"), connector)
        (following,) = _only(found, Request)
        with pytest.raises(PageChangedError, match=r"all its 2 records came on earlier pages"):
            _read(_list(_record("2"), _record("1"), token=token), connector, following)


def test_page_of_deleted_records_met_before_is_an_error() -> None:
    connector = Repository()
    found, _ = _read(_list(_record("1", status="deleted"), token="one"), connector)
    (following,) = _only(found, Request)
    with pytest.raises(PageChangedError, match="goes round"):
        _read(_list(_record("1", status="deleted"), token="two"), connector, following)


def test_record_changed_meanwhile_may_come_again() -> None:
    connector = Repository()
    found, _ = _read(_list(_record("1"), token="one"), connector)
    (following,) = _only(found, Request)
    found, _ = _read(_list(_record("1", "2026-01-02T03:04:06Z", "Another title")), connector, following)
    assert [each.title for each in _only(found, RawListing)] == ["Another title"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_walk_ends_wherever_tokens_lead(tokens: list[int]) -> None:
    """Pages with new records for ever, whose tokens lead anywhere: each token is followed once at most."""
    connector = Repository()
    request, followed = _first(connector), 0
    for number, token in enumerate(tokens):
        try:
            found, _ = _read(_list(_record(str(number)), token=str(token)), connector, request)
        except PageChangedError:
            break
        (request,) = _only(found, Request)
        followed += 1
    assert followed == len(set(tokens[:followed]))
    assert followed == len(tokens) or tokens[followed] in tokens[:followed]


# --- records ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metadata", ["", "<metadata/>", "<metadata><dc><title>Left over</title></dc></metadata>"])
def test_deleted_record_is_a_tombstone(metadata: str) -> None:
    deleted = _record("1", status="deleted").replace("</record>", f"{metadata}</record>")
    found, page = _read(_list(deleted, _record("2")))
    assert [each.key for each in _only(found, Tombstone)] == ["1"]
    assert [each.key for each in _only(found, RawListing)] == ["2"]
    assert (page.rejected, page.left_out) == (0, 1)


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ("<record><header status='deleted'><!-- nothing --></header></record>", "identifier"),
        ("<record><metadata><dc><title>A</title></dc></metadata></record>", "identifier"),
        (_record("2").replace("<identifier>2<", "<identifier> <"), "identifier"),
        ("<record><header><identifier>2</identifier></header></record>", "metadata"),
        ("<record><header><identifier>2</identifier></header><metadata/></record>", "metadata"),
        (_record("2").replace("dc>", "marc>"), "metadata"),
        (_record("2", title=" "), "title"),
    ],
)
def test_record_that_cannot_be_read_costs_no_other(record: str, field: str) -> None:
    found, page = _read(_list(record, _record("1"), token="next"))
    assert [each.key for each in _only(found, RawListing)] == ["1"]
    assert page.rejected == 1
    assert [(note.kind, note.field) for note in page.notes] == [("rejected_record", field)]
    assert len(_only(found, Request)) == 1


def test_total_is_stated_only_where_it_is_trusted() -> None:
    body = _list(_record("1"), token="next", size="3712")
    assert _only(_read(body)[0], StatedTotal) == []
    assert [each.n for each in _only(_read(body, Trusted())[0], StatedTotal)] == [3712]
    for odd in ("-1", "many", "²", ""):
        assert _only(_read(_list(_record("1"), token="next", size=odd), Trusted())[0], StatedTotal) == []


# --- watermarks ------------------------------------------------------------------------------------------


def _watermarks(*stamps: str, now: str = NOW) -> list[str]:
    records = [_record(str(number), stamp) for number, stamp in enumerate(stamps)]
    return [each.text for each in _only(_read(_list(*records, now=now))[0], Watermark)]


def test_watermark_is_the_latest_datestamp_of_listed_and_deleted_records() -> None:
    assert _watermarks("2026-01-02T03:04:05Z", "2026-03-02T03:04:05Z", "2025-12-31T00:00:00Z") == [
        "2026-03-02T03:04:05Z"
    ]
    assert _watermarks("2026-01-02", "2026-01-03") == ["2026-01-03"]
    found, _ = _read(_list(_record("1", "2026-05-05T05:05:05Z", status="deleted")))
    assert [each.text for each in _only(found, Watermark)] == ["2026-05-05T05:05:05Z"]


def test_datestamp_in_the_future_hides_no_change() -> None:
    assert _watermarks("9999-12-31T23:59:59Z", "2026-01-02T03:04:05Z") == [NOW]
    assert _watermarks("9999-12-31") == [NOW]
    assert _first(Daily(since=NOW)).url.endswith("from=2026-11-24")


def test_datestamp_in_another_form_moves_no_watermark() -> None:
    assert _watermarks("yesterday", "2026-01-02T03:04:05Z", "2026-13") == ["2026-01-02T03:04:05Z"]
    assert _watermarks("", "24.11.2026") == []
    assert _watermarks("2026-01-02", now="just now") == ["2026-01-02"]


# --- answers that are no list ----------------------------------------------------------------------------


def test_no_record_matches_is_an_empty_delta() -> None:
    for text in ("", "Nothing new."):
        found, page = _read(_answer(f'<error code="noRecordsMatch">{text}</error>'), Repository(since=NOW))
        assert (found, page.notes, page.rejected) == ([], [], 0)


def test_list_that_ends_in_an_error_is_no_success() -> None:
    following = Request(f"{BASE}?verb=ListRecords&resumptionToken=x", "further_records")
    for code in ("noRecordsMatch", "badResumptionToken"):
        with pytest.raises(PageChangedError, match=rf"repository\.example\.org.*`{code}` \(no text\)"):
            _read(_answer(f'<error code="{code}"/>'), request=following)


@pytest.mark.parametrize(
    "errors",
    [
        '<error code="badArgument">set is unknown</error>',
        '<error code="noRecordsMatch"/><error code="badArgument">set is unknown</error>',
        '<error code="badVerb"> set is\n unknown </error>',
        "<error>set is unknown</error>",
    ],
)
def test_other_errors_are_told_in_their_own_words(errors: str) -> None:
    with pytest.raises(PageChangedError, match=r"`(badArgument|badVerb|None)` \(set is unknown\)"):
        _read(_answer(errors))


@pytest.mark.parametrize(
    "body",
    [
        "<html><p>Back soon</p></html>",
        _answer(""),
        _answer("<ListRecords/>"),
        _answer("<ListRecords><resumptionToken>next</resumptionToken></ListRecords>"),
        _answer("<ListIdentifiers><header><identifier>1</identifier></header></ListIdentifiers>"),
        _answer("<Identify><baseURL>x</baseURL></Identify>"),
        _list(_record("1"), token="next")[:-80],
        "<!DOCTYPE OAI-PMH>" + _list(_record("1")).partition("?>")[2],
        "broken xml",
    ],
)
def test_page_that_is_no_list_has_changed(body: str) -> None:
    for reader in ("records", "further_records"):
        with pytest.raises(PageChangedError, match=r"repository\.example\.org"):
            _read(body, request=Request(f"{BASE}?verb=ListRecords", reader))


@settings(max_examples=100, deadline=None)
@given(st.text(XML_CHARACTERS, max_size=40), st.text(XML_CHARACTERS, max_size=40), st.text(XML_CHARACTERS, max_size=40))
def test_words_of_a_record_are_never_a_traceback(key: str, stamp: str, title: str) -> None:
    found, page = _read(_list(_record(escape(key), escape(stamp), escape(title)), token="next"))
    assert len(_only(found, RawListing)) + page.rejected == 1
    assert [listing.key for listing in _only(found, RawListing)] in ([], [" ".join(key.split())])
