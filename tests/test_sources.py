"""The sources' folders: what source.yaml may say, which connector is found, where credentials come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.contract import Connector
from pipeline.errors import SettingsError
from pipeline.model import SourceRules
from pipeline.sources import credentials, find_sources, load_connector, load_rules

RULES = """\
source: example
title: Example
publisher: Example College
home: https://example.org/courses
terms: Read on 2026-11-20, allows automatic reading.
expect:
  min_listings: 10
  max_drop_pct: 20
  fill_rate: {url: 0.9}
"""
CONNECTOR = """\
from collections.abc import Iterator

from pipeline.contract import Connector, Produced, Request


class Example(Connector):
    source = "example"

    def start(self) -> Iterator[Produced]:
        yield Request("https://example.org/courses.json", reader="courses")
"""


def _folder(tmp_path: Path, rules: str = RULES, connector: str = CONNECTOR, name: str = "example") -> Path:
    folder = tmp_path / "sources" / name
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(rules, encoding="utf-8")
    (folder / "connector.py").write_text(connector, encoding="utf-8")
    return folder


def _trouble(tmp_path: Path, rules: str) -> str:
    folder = _folder(tmp_path, rules)
    with pytest.raises(SettingsError) as caught:
        load_rules(folder)
    said = str(caught.value)
    assert said.startswith(str(folder / "source.yaml"))
    assert "pydantic" not in said
    assert "Traceback" not in said
    return said


# --- source.yaml -----------------------------------------------------------------------------------------------------


def test_rules_are_read_with_their_defaults(tmp_path: Path) -> None:
    rules = load_rules(_folder(tmp_path))
    assert (rules.source, rules.title, rules.expect.min_listings) == ("example", "Example", 10)
    assert rules.expect.fill_rate == {"url": 0.9}
    assert rules.politeness.delay_seconds == 1.0
    assert rules.credentials == ()
    assert rules.is_complete
    assert rules.policy is None


def test_everything_that_may_be_said_is_read(tmp_path: Path) -> None:
    more = """\
credentials: [EXAMPLE_KEY]
provider: Example College
language: pt-BR
policy: {free_kind: free_audit, url: https://example.org/faq, read_on: 2026-11-20}
politeness: {delay_seconds: 2, max_pages: 7}
is_complete: false
retire_after: 5
lookups:
  free: {"gratis": free, "on request": null}
  level: {E1: beginner}
  language: {Nynorsk: nn}
  pacing: {live: instructor_paced}
  licence: {cc: CC BY 4.0}
"""
    rules = load_rules(_folder(tmp_path, RULES + more))
    assert rules.credentials == ("EXAMPLE_KEY",)
    assert rules.policy is not None
    assert rules.policy.read_on == "2026-11-20"
    assert rules.politeness.delay_seconds == 2.0
    assert rules.lookups["free"] == {"gratis": "free", "on request": None}
    assert (rules.is_complete, rules.retire_after, rules.language) == (False, 5, "pt-BR")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Example\n", "", "title: found nothing, expected name shown to people"),
        ("title: Example\n", "title: Example\ntitle: Other\n", "found the key `title` a second time"),
        ("title: Example\n", "titel: Example\n", "titel: found a key that is not known; is `title` meant?"),
        ("title: Example\n", "title: [a]\n", "title: found ['a'], expected text"),
        ("title: Example\n", "title: ' '\n", "title: found a blank text"),
        ("min_listings: 10", "min_listing: 10", "expect.min_listing: found a key that is not known; is `min_listings`"),
        ("min_listings: 10", "min_listings: '10'", "expect.min_listings: found '10', expected a whole number"),
        ("min_listings: 10", "min_listings: 2.5", "expect.min_listings: found 2.5, expected a whole number"),
        ("min_listings: 10", "min_listings: true", "expect.min_listings: found true, expected a whole number"),
        ("min_listings: 10", "min_listings: 0", "expect.min_listings: found 0, expected a number from 1"),
        ("max_drop_pct: 20", "max_drop_pct: 120", "expect.max_drop_pct: found 120, expected a number from 0 to 100"),
        ("{url: 0.9}", "{adress: 0.9}", "expect.fill_rate.adress: found a field not known, expected one of key, title"),
        ("{url: 0.9}", "{url: 90}", "expect.fill_rate.url: found 90, expected a number from 0 to 1: smallest share"),
        ("{url: 0.9}", "{url: .nan}", "expect.fill_rate.url: found '.nan', expected a number"),
        ("expect:\n", "expect: 7\nexpected:\n", "expect: found 7, expected keys with values below it"),
        ("source: example", "source: other", "source: found 'other', expected the folder's name `example`"),
        ("https://example.org/courses", "example.org", "home: found 'example.org', expected an address"),
        ("source: example", "source: *other", "an alias"),
        ("source: example", "source: !!python/object/apply:os.system ['true']", "expected plain YAML"),
        ("title: Example", "title: 'Example", "expected plain YAML"),
        (RULES, "", "the file is nothing, expected keys such as source, title"),
        (RULES, "- a\n", "the file is ['a'], expected keys such as source, title"),
    ],
)
def test_wrong_rules_are_named_found_and_expected(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in _trouble(tmp_path, RULES.replace(old, new, 1))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("lookups: {free: {yes: gratis}}", "lookups.free.yes: found 'gratis', expected free, free_audit"),
        ("lookups: {level: {E1: easy}}", "lookups.level.E1: found 'easy', expected beginner, intermediate"),
        ("lookups: {language: {Deutsch: German language}}", "lookups.language.Deutsch: found 'German language'"),
        ("lookups: {pacing: {live: fast}}", "lookups.pacing.live: found 'fast', expected self_paced, instructor_paced"),
        ("lookups: {licence: {cc: ' '}}", "lookups.licence.cc: found ' ', expected a licence"),
        ("lookups: {title: {a: b}}", "lookups.title: found a field without lookups, expected one of free, level"),
        ("lookups: {free: {a: 1}}", "lookups.free.a: found 1, expected text"),
        ("lookups: {free: {7: free}}", "found the key 7, which is not text"),
        ("credentials: [edx-id]", "credentials: found 'edx-id', expected an environment variable"),
        ("credentials: EDX_ID", "credentials: found 'EDX_ID', expected a list"),
        ("language: English language", "language: found 'English language', expected a BCP 47 tag"),
        ("retire_after: 0", "retire_after: found 0, expected a number from 1 to 365"),
        ("politeness: {delay_seconds: -1}", "politeness.delay_seconds: found -1, expected a number from 0"),
        ("politeness: {delay: 1}", "politeness.delay: found a key that is not known"),
        (
            "policy: {free_kind: gratis, url: https://a.example, read_on: 2026-11-20}",
            "policy.free_kind: found 'gratis'",
        ),
        ("policy: {free_kind: free, url: a.example, read_on: 2026-11-20}", "policy.url: found 'a.example'"),
        ("policy: {free_kind: free, url: https://a.example, read_on: last week}", "policy.read_on: found 'last week'"),
        ("policy: {free_kind: free, url: https://a.example}", "policy.read_on: found nothing, expected ISO date"),
        ("is_complete: maybe", "is_complete: found 'maybe', expected true or false"),
    ],
)
def test_wrong_additions_are_named_found_and_expected(tmp_path: Path, more: str, said: str) -> None:
    assert said in _trouble(tmp_path, RULES + more + "\n")


def test_every_finding_has_a_line(tmp_path: Path) -> None:
    said = _trouble(tmp_path, RULES.replace("min_listings: 10", "min_listings: 0") + "retire_after: 0\n")
    assert len(said.splitlines()) == 2
    assert all("source.yaml: " in line for line in said.splitlines())


def test_missing_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingsError, match=r"source\.yaml: not found"):
        load_rules(tmp_path / "empty")


def test_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "source.yaml").write_bytes(b"title: \xff\xfe")
    with pytest.raises(SettingsError, match="expected a text file in UTF-8"):
        load_rules(folder)


# --- finding ---------------------------------------------------------------------------------------------------------


def test_sources_are_found_in_order(tmp_path: Path) -> None:
    for name in ("zeta", "alpha"):
        _folder(tmp_path, RULES.replace("source: example", f"source: {name}"), name=name)
    for name in ("platforms", "__pycache__", ".hidden"):
        (tmp_path / "sources" / name).mkdir()
    (tmp_path / "sources" / "__init__.py").touch()
    assert list(find_sources(tmp_path / "sources")) == ["alpha", "zeta"]


def test_folder_without_rules_is_no_silence(tmp_path: Path) -> None:
    (tmp_path / "sources" / "forgotten").mkdir(parents=True)
    with pytest.raises(SettingsError, match=r"forgotten.source\.yaml: not found"):
        find_sources(tmp_path / "sources")


def test_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not found, the folder with a folder for every source"):
        find_sources(tmp_path / "nowhere")


def test_projects_sources_are_valid_and_importable(root: Path) -> None:
    rules = find_sources(root / "connectors")
    assert {"coursera", "edx", "futurelearn", "mit_learn", "openhpi", "p2pu", "udacity"} <= set(rules)
    for source in rules:
        connector = load_connector(source, root / "connectors")
        assert issubclass(connector, Connector)
        assert connector.source == source
        assert connector.__module__ == f"connectors.{source}.connector"


# --- importing -------------------------------------------------------------------------------------------------------


def test_connector_is_imported_from_any_folder(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    connector = load_connector("example", folder.parent)
    assert (connector.__name__, connector.source) == ("Example", "example")
    assert list(connector().start())


@pytest.mark.parametrize(
    ("connector", "said"),
    [
        ("", r"found 0 connector classes \(none\), expected exactly one"),
        (CONNECTOR + "\n\nclass Other(Example):\n    pass\n", "found 2 connector classes"),
        (CONNECTOR.replace('"example"', '"other"'), "`Example.source` is 'other', expected the folder's `example`"),
        (CONNECTOR.replace('    source = "example"\n', ""), "`Example.source` is nothing, expected"),
        ("import nothing_of_that_name\n", r"cannot be imported \(ModuleNotFoundError"),
        ("class Broken(\n", r"cannot be imported \(SyntaxError"),
    ],
)
def test_wrong_connectors_are_refused(tmp_path: Path, connector: str, said: str) -> None:
    folder = _folder(tmp_path, connector=connector)
    with pytest.raises(SettingsError, match=said) as caught:
        load_connector("example", folder.parent)
    assert str(folder / "connector.py") in str(caught.value)


@pytest.mark.parametrize("source", ["nobody", "../example", "platforms", ""])
def test_unknown_source_is_refused(tmp_path: Path, source: str) -> None:
    folder = _folder(tmp_path)
    with pytest.raises(SettingsError, match="not found"):
        load_connector(source, folder.parent)


# --- credentials -----------------------------------------------------------------------------------------------------


@pytest.fixture
def rules(tmp_path: Path) -> SourceRules:
    return load_rules(_folder(tmp_path, RULES + "credentials: [EXAMPLE_ID, EXAMPLE_SECRET]\n"))


def test_credentials_come_from_the_environment(rules: SourceRules) -> None:
    environ = {"EXAMPLE_ID": " library ", "EXAMPLE_SECRET": "s", "OTHER": "x"}
    assert credentials(rules, environ) == ({"EXAMPLE_ID": "library", "EXAMPLE_SECRET": "s"}, [])


def test_missing_credentials_are_named(rules: SourceRules) -> None:
    assert credentials(rules, {"EXAMPLE_ID": "  "}) == ({}, ["EXAMPLE_ID", "EXAMPLE_SECRET"])


def test_credentials_come_from_files(rules: SourceRules, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    environ = {"EXAMPLE_ID": "library", "EXAMPLE_SECRET_FILE": str(tmp_path / "secret")}
    assert credentials(rules, environ) == ({"EXAMPLE_ID": "library", "EXAMPLE_SECRET": "from a file"}, [])


def test_the_variable_wins_over_the_file(rules: SourceRules, tmp_path: Path) -> None:
    environ = {"EXAMPLE_ID": "library", "EXAMPLE_ID_FILE": str(tmp_path / "nowhere"), "EXAMPLE_SECRET": "s"}
    assert credentials(rules, environ)[0]["EXAMPLE_ID"] == "library"


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_unreadable_file_is_named(rules: SourceRules, tmp_path: Path, content: Any) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="EXAMPLE_ID_FILE: cannot read"):
        credentials(rules, {"EXAMPLE_ID_FILE": str(file)})


def test_source_without_credentials_needs_none(tmp_path: Path) -> None:
    assert credentials(load_rules(_folder(tmp_path)), {}) == ({}, [])
