"""The Credential Registry: words in many shapes, costs that are no price, and a walk that has to reach its total."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.credential_engine.connector import CredentialEngine
from pipeline.contract import Page, PageChangedError, RawListing, Request

URL = "https://credentialengineregistry.org/ce-registry/search?per_page=50&page=1&resource_type=course"
Read = tuple[list[Any], Page]


def _node(**more: Any) -> dict[str, Any]:
    return {"@type": "ceterms:Course", "ceterms:ctid": "ce-1", "ceterms:name": "A"} | {
        f"ceterms:{key}": value for key, value in more.items()
    }


def _read(*resources: Any, total: str | None = "1", link: str = "", url: str = URL) -> Read:
    headers = {"link": link} | ({"x-total": total} if total is not None else {})
    body = json.dumps([{"decoded_resource": resource} for resource in resources]).encode()
    page = Page(Request(url, "envelopes"), url, 200, headers, body)
    return list(CredentialEngine().envelopes(page)), page


def _listing(**more: Any) -> RawListing:
    (listing,), page = _read(_node(**more))
    assert (page.rejected, page.audit()) == (0, [])
    assert isinstance(listing, RawListing)
    return listing


def _cost(price: Any, kind: str, currency: str = "USD") -> dict[str, Any]:
    return {"price": price, "currency": currency, "directCostType": {"targetNode": f"costType:{kind}"}}


def _named(value: Any) -> Any:
    """Keys with the prefix that all of them have."""
    if isinstance(value, dict):
        return {f"ceterms:{key}": _named(each) for key, each in value.items()}
    return [_named(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("A", "A"),
        ({"en-US": "A"}, "A"),
        ({"es": "B", "en": "A"}, "A"),
        ({"es": "B"}, "B"),
        ([{"es": "B"}, {"en-US": "A"}], "A"),
        (["A", "B"], "A"),
        ({"en-US": ["A", "B"]}, "A"),
        ({"@language": "en-US", "@value": "A"}, "A"),
    ],
)
def test_words_come_in_many_shapes(words: Any, title: str) -> None:
    assert _listing(name=words).title == title


@pytest.mark.parametrize("words", [None, "", " ", {}, [], {"en-US": ""}, 7, [7], {"en-US": 7}])
def test_course_without_a_name_is_rejected(words: Any) -> None:
    found, page = _read(_node(name=words))
    assert (found, page.rejected) == ([], 1)


@pytest.mark.parametrize(
    ("costs", "price"),
    [
        ([_cost(0, "AggregateCost")], "0.00"),
        (_cost(0, "AggregateCost"), "0.00"),
        ([_cost(0, "Tuition")], None),
        ([_cost(0, "Application")], None),
        ([_cost(450.5, "Tuition")], "450.50"),
        ([_cost(450, "Tuition"), _cost(50, "Books")], None),
        ([_cost(450, "Tuition"), _cost(500, "AggregateCost")], "500.00"),
        ([_cost(500, "AggregateCost"), _cost(900, "AggregateCost")], None),
        ([_cost(None, "AggregateCost")], None),
        ([], None),
    ],
)
def test_only_the_whole_cost_is_a_price(costs: Any, price: str | None) -> None:
    assert _listing(estimatedCost=_named(costs)).price == price


@pytest.mark.parametrize("requires", [{"a": 1}, [{"a": 1}, {"b": 2}], None])
def test_requirements_may_have_any_shape(requires: Any) -> None:
    assert _listing(requires=requires).key == "ce-1"


def test_all_courses_of_a_graph_are_read_and_nothing_else() -> None:
    nodes = [_node(), _node() | {"ceterms:ctid": "ce-2", "@type": ["ceterms:LearningProgram"]}]
    others = [{"@type": "ceterms:Organization", "ceterms:name": "O"}, _node() | {"@type": "ceterms:Certificate"}]
    found, page = _read({"@context": "c", "@id": "g", "@graph": [*nodes, *others]})
    assert [each.key for each in found] == ["ce-1", "ce-2"]
    assert (page.rejected, page.audit()) == (0, [])


def test_link_leads_on_and_the_total_says_where_it_has_to_end() -> None:
    following = URL.replace("page=1&", "page=2&")
    links = f'<{URL}>; rel="first", <{following}>; rel="next", <{URL}9>; rel="last"'
    found, _ = _read(_node(), total="51", link=links)
    assert [each.url for each in found if isinstance(each, Request)] == [following]
    found, _ = _read(_node(), total="51", url=following, link=f'<{URL}>; rel="prev"')
    assert [each for each in found if isinstance(each, Request)] == []
    with pytest.raises(PageChangedError, match="no link leads on after page 1, 51 resources were stated"):
        _read(_node(), total="51", link=f'<{URL}>; rel="prev"')


@pytest.mark.parametrize("total", [None, "", "0", "many", "-1"])
def test_without_a_total_or_with_none_the_page_has_changed(total: str | None) -> None:
    with pytest.raises(PageChangedError, match="x-total"):
        _read(_node(), total=total)


def test_link_to_another_host_is_refused() -> None:
    with pytest.raises(PageChangedError, match=r"evil\.example"):
        _read(_node(), total="51", link='<https://evil.example/ce-registry/search?page=2>; rel="next"')
