"""record, as typed, against a provider on loopback."""

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


def test_another_page_is_recorded_whole(verb: Any, provider: Served, project: Path, paged: dict[str, Any]) -> None:
    verb("new-connector", "fresh", f"{HOST}/paged", "--gateway", provider.gateway)
    said = verb("record", "fresh", f"{HOST}/paged?page=2", "--gateway", provider.gateway)
    assert said.status == 0, said.err
    folder = project / "tests/recordings/fresh/page_2"
    assert json.loads((folder / "page.json").read_text()) == {**paged, "next": None}
    about = yaml.safe_load((folder / "case.yaml").read_text())
    assert (about["url"], about["reader"]) == (f"{HOST}/paged?page=2", "courses")
    assert verb("record", "fresh", f"{HOST}/list", "--case", "other", "--gateway", provider.gateway).status == 0
    assert (project / "tests/recordings/fresh/other/page.json").is_file()
    assert verb("record", "fresh", f"{HOST}/list", "--gateway", provider.gateway).status == 0
    assert (project / "tests/recordings/fresh/page_3/page.json").is_file()


SIGNED = """
from pipeline.contract import Connector, Request
class Signed(Connector):
    source = "signed"
    def start(self):
        headers = {"Authorization": "Bearer " + self.credentials["SIGNED_KEY"], "Accept": "application/json"}
        yield Request("https://courses.example.org/first", "courses", headers=headers)
    def courses(self, page):
        return []
"""


def test_no_credential_is_written(verb: Any, provider: Served, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project / "connectors" / "signed"
    folder.mkdir()
    (folder / "connector.py").write_text(SIGNED)
    rules = (project / "connectors/udacity/source.yaml").read_text().replace("source: udacity", "source: signed")
    (folder / "source.yaml").write_text(rules + "credentials: [SIGNED_KEY]\n")
    monkeypatch.setenv("SIGNED_KEY", "very secret")
    said = verb("record", "signed", f"{HOST}/list", "--gateway", provider.gateway)
    assert said.status == 0, said.err
    assert provider.asked[1][1]["authorization"] == "Bearer very secret"
    case = project / "tests/recordings/signed/page_2"
    assert yaml.safe_load((case / "case.yaml").read_text())["headers"] == {"Accept": "application/json"}
    assert not any("very secret" in path.read_text() for path in case.iterdir())
    elsewhere = verb("record", "signed", "https://elsewhere.example/list", "--gateway", provider.gateway)
    assert elsewhere.status == 0
    assert "authorization" not in provider.asked[-1][1]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("nobody", "/list"), "no source is called `nobody`"),
        (("udacity", "/list?token=x"), "carries `token`"),
        (("udacity", "/list", "--reader", "_listing"), "has no method '_listing'"),
        (("udacity", "/list", "--reader", "start"), "has no method 'start'"),
        (("udacity", "/list", "--case", "../x"), "cannot be a case's name"),
        (("edx", "/list"), "need a sign-in"),
        (("udacity", "/away"), "leads to another host"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    verb: Any, provider: Served, project: Path, arguments: tuple[str, ...], found: str, files_in: FilesIn
) -> None:
    source, path, *options = arguments
    said = verb("record", source, HOST + path, *options, "--gateway", provider.gateway)
    assert said.status == 2
    assert found in said.err
    assert files_in(project / "tests") == set()


def test_a_case_is_never_overwritten(verb: Any, provider: Served, project: Path) -> None:
    (project / "tests/recordings/udacity/mine").mkdir(parents=True)
    said = verb("record", "udacity", f"{HOST}/list", "--case", "mine", "--gateway", provider.gateway)
    assert said.status == 2
    assert "exists; choose another name with --case" in said.err
