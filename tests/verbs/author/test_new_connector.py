"""new-connector, as typed, against a provider on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml

HOST = "https://courses.example.org"
FilesIn = Callable[[Path], set[str]]


class Served(Protocol):
    """The provider's address as a gateway, and what it was asked."""

    gateway: str
    asked: list[tuple[str, dict[str, str]]]


@pytest.mark.parametrize(
    ("path", "suffix", "listings"), [("list", "json", 3), ("paged", "json", 20), ("page", "html", 4)]
)
def test_a_source_is_started(
    verb: Any, provider: Served, project: Path, path: str, suffix: str, listings: int, files_in: FilesIn
) -> None:
    before = files_in(project)
    said = verb("new-connector", "fresh", f"{HOST}/{path}", "--gateway", provider.gateway)
    assert said.status == 0, said.err
    case = "tests/recordings/fresh/first_page"
    assert files_in(project) - before == {
        "connectors/fresh/__init__.py",
        "connectors/fresh/connector.py",
        "connectors/fresh/source.yaml",
        f"{case}/page.{suffix}",
        f"{case}/case.yaml",
    }
    assert f"Courses on the page: {listings}" in said.text
    assert "-m pytest -q tests/connectors -k fresh" in said.text
    assert "on purpose" in said.text
    assert [path for path, _ in provider.asked] == ["/courses.example.org/robots.txt", f"/courses.example.org/{path}"]
    assert "tests@example.org" in provider.asked[1][1]["user-agent"]
    about = yaml.safe_load((project / case / "case.yaml").read_text())
    assert (about["url"], about["reader"]) == (f"{HOST}/{path}", "courses")


def test_floors_come_from_what_the_page_says(verb: Any, provider: Served, project: Path, paged: dict[str, Any]) -> None:
    said = verb("new-connector", "fresh", f"{HOST}/paged", "--gateway", provider.gateway)
    rules = yaml.safe_load((project / "connectors/fresh/source.yaml").read_text())
    assert rules["expect"] == {"min_listings": 32, "max_drop_pct": 20, "fill_rate": {"url": 0.9}}
    assert rules["terms"].startswith("Not read yet")
    assert "Courses on the page: 20; 3 of them are kept in the recording. The connector reads 3:" in said.text
    assert "keys that nobody reads yet: results[].price, results[].topics[].id" in said.text
    page = json.loads((project / "tests/recordings/fresh/first_page/page.json").read_text())
    assert page == {**paged, "results": paged["results"][:3]}  # type: ignore[index]


def test_a_redirect_on_the_same_host_gives_the_last_address(verb: Any, provider: Served, project: Path) -> None:
    assert verb("new-connector", "fresh", f"{HOST}/moved", "--gateway", provider.gateway).status == 0
    assert f'COURSES = "{HOST}/list"' in (project / "connectors/fresh/connector.py").read_text()


@pytest.mark.parametrize(
    ("name", "url", "found"),
    [
        ("Fresh", "/list", "'Fresh' cannot be a source's name"),
        ("../up", "/list", "cannot be a source's name"),
        ("platforms", "/list", "cannot be a source's name"),
        ("class", "/list", "cannot be a source's name"),
        ("udacity", "/list", "exists; choose another name"),
        ("fresh", "ftp://example.org/list", "is no plain web address"),
        ("fresh", "example.org/list", "is no plain web address"),
        ("fresh", "https://", "is no plain web address"),
        ("fresh", "https://[", "is no address of a public page"),
        ("fresh", 'https://example.org/"+x+"', "is no plain web address"),
        ("fresh", "https://me:pw@example.org/list", "is no address of a public page"),
        ("fresh", "/list?api_key=abc", "carries `api_key`, which looks like a credential"),
        ("fresh", "/list?access_token=abc", "carries `access_token`"),
        ("fresh", "/away", "leads to another host, elsewhere.example"),
        (
            "fresh",
            "/feed",
            "this is an RSS feed. This looked like a feed (RSS or Atom) (the body is RSS), but: no course",
        ),
        ("fresh", "/xml", "this is XML. No shared shape reads it"),
        ("fresh", "/sitemap.xml", "this is a sitemap."),
        ("fresh", "/words", "the body starts with 'soon', JSON or HTML was expected"),
        ("fresh", "/empty", "without a list of objects"),
    ],
)
def test_what_cannot_be_started_is_refused_and_leaves_nothing(
    verb: Any, provider: Served, project: Path, name: str, url: str, found: str, files_in: FilesIn
) -> None:
    before = files_in(project)
    address = HOST + url if url.startswith("/") else url
    said = verb("new-connector", name, address, "--gateway", provider.gateway)
    assert said.status == 2
    assert found in said.err
    assert files_in(project) == before


@pytest.mark.parametrize(
    ("path", "found"), [("private", "robots.txt forbids /private"), ("refused", "refuses us"), ("gone", "is gone")]
)
def test_a_refusal_of_the_source_is_told_and_leaves_nothing(
    verb: Any, provider: Served, project: Path, path: str, found: str, files_in: FilesIn
) -> None:
    before = files_in(project)
    said = verb("new-connector", "fresh", f"{HOST}/{path}", "--gateway", provider.gateway)
    assert said.status == 1
    assert found in said.err
    assert files_in(project) == before
    assert path != "private" or len(provider.asked) == 1


def test_sources_are_started_in_a_checkout_only(verb: Any, project: Path) -> None:
    (project / "tests" / "recordings").rmdir()
    said = verb("new-connector", "fresh", f"{HOST}/list")
    assert said.status == 2
    assert "in a checkout of the project" in said.err
