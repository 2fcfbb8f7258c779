"""Catalogues that are known and not harvested: blocked.yaml, beside the sources and never one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.sources import find_blocked, find_sources, load_connector

SOURCE = """\
source: example
title: Example
publisher: Example College
home: https://example.org/courses
terms: Read on 2026-11-20, allows automatic reading.
expect: {min_listings: 10, max_drop_pct: 20, fill_rate: {url: 0.9}}
"""
BLOCKED = """\
source: walled
title: Walled Garden
publisher: Walled Inc.
home: https://walled.example.org/
reason: It answers robots with a challenge.
seen_on: 2026-11-20
would_take: A key given for this purpose.
"""


def _source(tmp_path: Path) -> Path:
    """A folder of sources with one source in it."""
    folder = tmp_path / "sources" / "example"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(SOURCE, encoding="utf-8")
    (folder / "connector.py").write_text("", encoding="utf-8")
    return folder.parent


def _blocked(tmp_path: Path, text: str = BLOCKED, name: str = "walled") -> Path:
    folder = tmp_path / "sources" / name
    folder.mkdir(parents=True)
    (folder / "blocked.yaml").write_text(text, encoding="utf-8")
    return folder


def test_blocked_catalogue_is_no_source_and_keeps_its_reason(tmp_path: Path) -> None:
    sources = _source(tmp_path)
    _blocked(tmp_path)
    assert list(find_sources(sources)) == ["example"]
    (blocked,) = find_blocked(sources).values()
    assert (blocked.source, blocked.title) == ("walled", "Walled Garden")
    assert (blocked.reason, blocked.seen_on) == ("It answers robots with a challenge.", "2026-11-20")
    with pytest.raises(SettingsError, match=r"walled/connector\.py: not found"):
        load_connector("walled", sources)


@pytest.mark.parametrize("name", ["source.yaml", "connector.py"])
def test_a_source_is_harvested_or_blocked_never_both(tmp_path: Path, name: str) -> None:
    sources = _source(tmp_path)
    (_blocked(tmp_path) / name).write_text((sources / "example" / name).read_text(encoding="utf-8"), encoding="utf-8")
    for find in (find_sources, find_blocked):
        with pytest.raises(SettingsError, match=rf"found blocked\.yaml and {name}, expected one of them"):
            find(sources)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "reason: It answers robots with a challenge.\n",
            "",
            "reason: found nothing, expected why it is not harvested",
        ),
        ("It answers robots with a challenge.", "' '", "reason: found a blank text, expected words"),
        ("source: walled", "source: other", "source: found 'other', expected the folder's name `walled`"),
        ("https://walled.example.org/", "walled", "home: found 'walled', expected an address"),
        ("2026-11-20", "in November", "seen_on: found 'in November', expected a day such as 2026-11-20"),
        ("would_take:", "would take:", "would take: found a key that is not known; is `would_take` meant?"),
    ],
)
def test_wrong_blocked_file_is_named_found_and_expected(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = _blocked(tmp_path, BLOCKED.replace(old, new, 1))
    with pytest.raises(SettingsError) as caught:
        find_blocked(folder.parent)
    assert str(folder / "blocked.yaml") in str(caught.value)
    assert said in str(caught.value)


def test_folder_without_either_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "sources" / "empty").mkdir(parents=True)
    with pytest.raises(SettingsError, match=r"empty/source\.yaml: not found"):
        find_sources(tmp_path / "sources")
    assert find_blocked(tmp_path / "sources") == {}
    with pytest.raises(SettingsError, match="the folder with a folder for every source was expected"):
        find_blocked(tmp_path / "nowhere")


def test_blocked_files_of_the_project_are_whole() -> None:
    connectors = Path(__file__).resolve().parents[1] / "connectors"
    blocked = find_blocked(connectors)
    assert {"class_central", "oer_commons", "candid", "niche_academy", "linkedin_learning", "google_skills"} <= set(
        blocked
    )
    assert not set(blocked) & set(find_sources(connectors))
    assert all(len(each.reason) > 20 and len(each.would_take) > 20 for each in blocked.values())
