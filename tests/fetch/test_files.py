"""Lists in a folder of this machine: served to the source that has one, and nothing else of this machine to anybody."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.contract import Request
from pipeline.errors import CirclewiseError, SettingsError, SourceError
from pipeline.fetch import Files

TITLES = b"title\nZines\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A home with one list, and a file outside its folder."""
    (tmp_path / "outside.csv").write_bytes(b"title\nsecret\n")
    folder = tmp_path / "courses"
    folder.mkdir()
    (folder / "our list.csv").write_bytes(TITLES)
    return folder


def contents(folder: Path) -> Any:
    return json.loads(Files.at(folder, "home/courses").body("folder:", 1000)[1])


def test_a_folder_and_a_list_are_pages_archived_like_others(world: Any, folder: Path) -> None:
    options = {"source": "demo", "files": {"demo": Files.at(folder, "home/courses")}}
    listed = world.fetch(Request("folder:", "folder"), **options)
    assert json.loads(listed.page.body) == {"lists": [{"name": "our list.csv"}], "left_aside": []}
    fetched = world.fetch(Request("folder:our%20list.csv", "courses"), **options)
    assert (fetched.page.url, fetched.page.body) == ("home/courses/our list.csv", TITLES)
    world.archive.promote("demo", "20261124T020000-aaa")
    assert [world.archive.body(page) for page in world.archive.pages("demo")] == [listed.page.body, TITLES]
    assert str(folder) not in str(vars(fetched.archived))
    assert world.seen == []


@pytest.mark.parametrize("address", ["folder:", "folder:our%20list.csv", "file:///etc/hostname"])
def test_a_source_without_files_reads_none(world: Any, folder: Path, address: str) -> None:
    with pytest.raises(SourceError):
        world.fetch(Request(address, "courses"), source="other", files={"demo": Files.at(folder, "home/courses")})


@pytest.mark.parametrize(
    "name", ["../outside.csv", "%2e%2e/outside.csv", "/etc/hostname", "none.csv", "our%20list.csv/"]
)
def test_only_what_lies_in_the_folder_has_an_address(folder: Path, name: str) -> None:
    with pytest.raises(SourceError, match="there is no such list"):
        Files.at(folder, "home/courses").body(f"folder:{name}", 1000)


def test_a_page_cannot_redirect_to_a_folder(world: Any, folder: Path) -> None:
    world.says("a.example/c", world.reply(status=302, headers={"Location": "folder:our%20list.csv"}))
    with pytest.raises(CirclewiseError):
        world.fetch("a.example/c", source="demo", files={"demo": Files.at(folder, "home/courses")})


def test_links_that_lead_out_hidden_files_and_others_are_left_aside(folder: Path) -> None:
    (folder / "linked.csv").symlink_to(folder.parent / "outside.csv")
    (folder / "~$our list.xlsx").write_bytes(b"x")
    (folder / ".hidden.csv").write_bytes(b"x")
    (folder / "notes.docx").write_bytes(b"x")
    (folder / "older").mkdir()
    (folder / "older" / "old.csv").write_bytes(b"title\nold\n")
    assert contents(folder) == {
        "lists": [{"name": "our list.csv"}],
        "left_aside": ["linked.csv", "notes.docx", "older"],
    }


def test_a_mapping_beside_a_list_and_one_that_names_an_address(folder: Path) -> None:
    (folder / "our list.yaml").write_text("columns: {title: What}\nignore: [Notes]\n")
    (folder / "web.yaml").write_text("address: https://lists.example.org/c.csv\n")
    (folder / "alone.yml").write_text("sheet: x\n")
    assert contents(folder) == {
        "lists": [
            {"name": "our list.csv", "mapping": {"columns": {"title": "What"}, "ignore": ["Notes"]}},
            {"name": "web.yaml", "address": "https://lists.example.org/c.csv"},
        ],
        "left_aside": ["alone.yml"],
    }


@pytest.mark.parametrize("said", ["colums: {}", "heading_row: 0", "address: file:///etc/passwd", "columns: [", "a: *b"])
def test_a_mapping_that_is_wrong_is_named_without_its_path(folder: Path, said: str) -> None:
    (folder / "our list.yaml").write_text(said)
    with pytest.raises(SettingsError) as caught:
        Files.at(folder, "home/courses").mapping_of("our list.csv")
    assert "home/courses/our list.yaml: " in str(caught.value)
    assert str(folder) not in str(caught.value)


def test_a_mapping_that_is_wrong_is_the_trouble_of_its_list_alone(folder: Path) -> None:
    (folder / "our list.yaml").write_text("colums: {}\n")
    (folder / "good.csv").write_bytes(TITLES)
    (folder / "web.yaml").write_text("address: https://lists.example.org/c.csv\nsheet: [\n")
    good, ours, web = contents(folder)["lists"]
    assert good == {"name": "good.csv"}
    assert ours["trouble"].startswith("home/courses/our list.yaml: colums: ")
    assert web["trouble"].startswith("home/courses/web.yaml: line 3, column ")


def test_a_file_whose_name_is_not_utf_8_is_left_aside_by_an_escaped_name(folder: Path) -> None:
    try:
        (folder / os.fsdecode(b"caf\xe9.csv")).write_bytes(TITLES)
        (folder / os.fsdecode(b"our list\xff.yaml")).write_bytes(b"sheet: x\n")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    assert contents(folder) == {
        "lists": [{"name": "our list.csv"}],
        "left_aside": [],
        "misnamed": ["caf\\xe9.csv", "our list\\xff.yaml"],
    }


def test_a_list_that_is_too_large_is_refused(folder: Path) -> None:
    with pytest.raises(SourceError, match="larger than"):
        Files.at(folder, "home/courses").body("folder:our%20list.csv", len(TITLES) - 1)


def test_one_file_is_served_with_its_mapping_and_no_neighbour(folder: Path) -> None:
    (folder / "our list.yaml").write_text("sheet: x\n")
    (folder / "other.csv").write_bytes(TITLES)
    files = Files.at(folder / "our list.csv", "project/data/our list.csv")
    assert json.loads(files.body("folder:", 1000)[1])["lists"] == [{"name": "our list.csv", "mapping": {"sheet": "x"}}]
    assert files.body("folder:our%20list.csv", 1000)[0] == "project/data/our list.csv"


def test_no_folder_and_an_empty_one_are_empty(folder: Path) -> None:
    assert Files.at(folder / "absent", "home/absent").is_empty
    (folder / "our list.csv").unlink()
    assert Files.at(folder, "home/courses").is_empty
