"""SURF Sharekit: relative links, short pages, counts that count nothing, tombstones, changes since."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.edusources.connector import Edusources
from pipeline.contract import Page, PageChangedError, RawListing, Request, StatedTotal, Tombstone, Watermark

PATH = "/api/jsonapi/channel/v1/edusources/repoItems"
URL = f"https://api.surfsharekit.nl{PATH}?page[size]=25&page[number]=1"


def _item(key: str = "1", **attributes: Any) -> dict[str, Any]:
    return {"type": "repoItem", "id": key, "attributes": {"title": "A lesson", **attributes}}


def _deleted(key: str, at: str = "2026-02-05T09:16:44Z") -> dict[str, Any]:
    return {"type": "repoItem", "id": key, "attributes": {}, "meta": {"status": "deleted", "deletedAt": at}}


def _read(*items: Any, links: Any = None, body: bytes | None = None, url: str = URL) -> tuple[list[Any], Page]:
    told = {"meta": {"totalCount": 9999}, "links": {"self": url} if links is None else links, "data": list(items)}
    page = Page(Request(url, "items"), url, 200, {}, json.dumps(told).encode() if body is None else body)
    return list(Edusources().items(page)), page


def _only(found: list[Any], kind: type) -> list[Any]:
    return [each for each in found if isinstance(each, kind)]


def _listing(**attributes: Any) -> RawListing:
    found, page = _read(_item(**attributes))
    assert (page.rejected, page.audit()) == (0, [])
    (listing,) = _only(found, RawListing)
    assert isinstance(listing, RawListing)
    return listing


def _first(connector: Edusources) -> Request:
    (request,) = connector.start()
    assert isinstance(request, Request)
    return request


def test_full_walk_asks_for_everything_and_a_delta_for_changes() -> None:
    assert _first(Edusources()).url == URL
    asked = parse_qs(urlsplit(_first(Edusources(since="2026-02-05T09:16:44Z")).url).query)
    assert asked == {"filter[modified][GE]": ["2026-02-05T09:16:44Z"], "page[size]": ["25"], "page[number]": ["1"]}


def test_key_is_sent_where_there_is_one_and_shown_nowhere() -> None:
    assert _first(Edusources()).headers == {}
    request = _first(Edusources({"SHAREKIT_API_KEY": "a key"}))
    assert request.headers == {"Authorization": "Bearer a key"}
    assert "a key" not in repr(request)


def test_relative_link_leads_on_with_the_same_headers() -> None:
    request = _first(Edusources({"SHAREKIT_API_KEY": "a key"}))
    body = {"links": {"next": f"{PATH}?page[size]=25&page[number]=2"}, "data": [_item()]}
    page = Page(request, request.url, 200, {}, json.dumps(body).encode())
    (following,) = _only(list(Edusources().items(page)), Request)
    assert following.url == URL.replace("[number]=1", "[number]=2")
    assert following.headers == request.headers


@pytest.mark.parametrize("links", [{}, {"self": URL, "last": URL}, {"next": None}, {"next": ""}])
def test_no_next_link_is_the_end_whatever_the_count_says(links: dict[str, Any]) -> None:
    found, page = _read(_item(), links=links)
    assert (_only(found, Request), _only(found, StatedTotal)) == ([], [])
    assert page.audit() == []


@pytest.mark.parametrize("following", [URL, f"{PATH}?page[size]=25&page[number]=1", "https://evil.example.org/items"])
def test_link_to_this_very_page_or_another_host_is_an_error(following: str) -> None:
    with pytest.raises(PageChangedError, match="next page is"):
        _read(_item(), links={"next": following})


def test_deleted_items_are_tombstones_seen_before_or_not() -> None:
    found, page = _read(_item("1"), _deleted("2"), _deleted("never seen"))
    assert [each.key for each in _only(found, Tombstone)] == ["2", "never seen"]
    assert [each.key for each in _only(found, RawListing)] == ["1"]
    assert (page.rejected, page.left_out, page.audit()) == (0, 2, [])


def test_watermark_is_the_latest_change_or_deletion() -> None:
    items = [_item("1", modifiedAt="2026-02-05T10:00:00Z"), _item("2", modifiedAt="2026-02-05T10:00:00+02:00")]
    found, _ = _read(*items, _item("3"))
    assert [each.text for each in _only(found, Watermark)] == ["2026-02-05T10:00:00Z"]
    found, _ = _read(*items, _deleted("4", "2026-02-06T00:00:00Z"))
    assert [each.text for each in _only(found, Watermark)] == ["2026-02-06T00:00:00Z"]
    assert _only(_read(_item("3"))[0], Watermark) == []


def test_time_that_is_none_is_noted() -> None:
    found, page = _read(_item("1", modifiedAt="yesterday"))
    assert (len(_only(found, RawListing)), _only(found, Watermark)) == (1, [])
    assert [(note.kind, note.field) for note in page.notes] == [("unknown_value", "modifiedAt")]


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({"type": "repoItem", "id": "2", "attributes": {"title": None}}, "title"),
        ({"type": "repoItem", "attributes": {"title": "A"}}, "id"),
        ({"type": "repoItem", "id": "2"}, "attributes"),
        ({"type": "repoItem", "id": "2", "attributes": None, "meta": {"status": None}}, "attributes"),
        (_item("2") | {"meta": {"status": "hidden"}}, "status"),
        (_item("2", links="https://a.example.org"), "links"),
        (_item("2", keywords="one, two"), "keywords"),
    ],
)
def test_item_that_cannot_be_read_costs_no_other(item: dict[str, Any], field: str) -> None:
    found, page = _read(item, _item("1"))
    assert [each.key for each in _only(found, RawListing)] == ["1"]
    assert [(note.kind, note.field) for note in page.notes] == [("rejected_record", field)]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"errors": [{"status": "401"}]}', b'{"data": null}', b"<p/>"])
def test_page_that_is_no_list_has_changed(body: bytes) -> None:
    with pytest.raises(PageChangedError, match=r"api\.surfsharekit\.nl"):
        _read(body=body)


def test_empty_delta_is_no_error() -> None:
    found, page = _read()
    assert (found, page.notes) == ([], [])


def test_first_address_is_taken_links_before_files() -> None:
    links, files = [{"url": None}, {"url": "https://a.example.org/"}], [{"url": "https://f.example.org/1.pdf"}]
    assert _listing(links=links, files=files).url == "https://a.example.org/"
    assert _listing(links=None, files=files).url == "https://f.example.org/1.pdf"
    assert _listing(links=[], files=[{"url": None, "fileName": "1.pdf"}]).url is None


def test_rights_of_access_count_where_they_do_not_differ() -> None:
    places = [{"url": "https://a.example.org/", "accessRight": "openaccess"}]
    assert _listing(links=places, files=places).free == "openaccess"
    assert _listing(links=places, files=[{"accessRight": "closedaccess"}]).free is None
    assert _listing(links=places, cost={"source": "LOMv1.0", "value": "no"}).free == "cost no | openaccess"
    assert _listing(cost={"source": None, "value": None}).free is None


def test_provider_is_the_institute_else_who_published() -> None:
    assert _listing(institutes="A", consortium="B", publishers="C").provider == "A"
    assert _listing(institutes=["A", "D"]).provider == "A | D"
    assert _listing(institutes=None, consortium="B", publishers="C").provider == "B"
    assert _listing(institutes=[], publishers=["C"]).provider == "C"


def test_topics_are_keywords_themes_and_subjects_once_each() -> None:
    vocabularies = {"vocabularyDas": [{"source": "x", "value": "Law"}, {"source": "x", "value": None}]}
    listing = _listing(keywords=["Video", "law", "Video"], themesLearningMaterial="recht", vocabularies=vocabularies)
    assert listing.topics == ("Video", "law", "recht", "Law")


def test_authors_are_not_kept() -> None:
    person = {"person": {"name": "A Person", "email": "a@example.org"}, "role": "Docent"}
    assert "Person" not in repr(_listing(authors=[person]))


def test_new_keys_are_told() -> None:
    _, page = _read(_item("1", price="5", vocabularies={"vocabularyNew": []}), links={"self": URL, "more": URL})
    assert {note.field for note in page.audit()} == {
        "links.more", "data[].attributes.price", "data[].attributes.vocabularies.vocabularyNew",
    }  # fmt: skip


VALUES = st.none() | st.text(max_size=8) | st.integers() | st.lists(st.none() | st.text(max_size=8), max_size=3)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        ("title", "links", "files", "cost", "keywords", "institutes", "vocabularies", "modifiedAt", "language")
    ),
    VALUES,
)


@settings(max_examples=100, deadline=None)
@given(ATTRIBUTES)
def test_any_item_is_read_or_rejected(attributes: dict[str, Any]) -> None:
    found, page = _read({"type": "repoItem", "id": "1", "attributes": attributes})
    assert len(_only(found, RawListing)) + page.rejected == 1
