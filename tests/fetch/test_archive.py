"""Nothing is lost, nothing bad is frozen in, and a crash at any moment leaves the old or the new."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.contract import Request
from pipeline.errors import StoreError
from pipeline.fetch import Archive, Archived
from pipeline.fetch.archive import request_key

WHEN = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def put(archive: Archive, url: str, body: bytes, run_id: str, source: str = "demo") -> Archived:
    return archive.store(
        source,
        Request(url, "read"),
        run_id=run_id,
        final_url=url,
        status=200,
        headers={"ETag": '"1"', "Content-Type": "text/html", "Set-Cookie": "s=1"},
        body=body,
        fetched_at=WHEN,
    )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_a_page_comes_back_as_it_was_after_promotion(archive: Archive) -> None:
    stored = put(archive, "https://a.example/x", b"<html>", "r1")
    archive.promote("demo", "r1")
    found = archive.latest("demo", Request("https://a.example/x", "read"))
    assert found == stored
    assert archive.body(stored) == b"<html>"
    assert stored.headers == {"etag": '"1"', "content-type": "text/html"}
    assert (stored.size_bytes, stored.fetched_at, stored.run_id) == (6, WHEN, "r1")


def test_a_run_that_was_not_promoted_is_not_the_latest(archive: Archive) -> None:
    put(archive, "https://a.example/x", b"good", "r1")
    archive.promote("demo", "r1")
    put(archive, "https://a.example/x", b"bad", "r2")
    found = archive.latest("demo", Request("https://a.example/x", "read"))
    assert found is not None
    assert archive.body(found) == b"good"


def test_an_archive_opened_before_sees_what_another_one_promotes(archive: Archive, tmp_path: Path) -> None:
    assert archive.pages("demo") == []
    other = Archive(tmp_path)
    for run_id, body in (("r1", b"one"), ("r2", b"two")):
        put(other, "https://a.example/x", body, run_id)
        other.promote("demo", run_id)
        assert [archive.body(page) for page in archive.pages("demo")] == [body]


def test_pages_come_in_the_order_of_the_run_once_each(archive: Archive) -> None:
    for url, body in (("b", b"1"), ("a", b"2"), ("b", b"3")):
        put(archive, f"https://a.example/{url}", body, "r1")
    archive.promote("demo", "r1")
    assert [(page.url[-1], archive.body(page)) for page in archive.pages("demo")] == [("b", b"3"), ("a", b"2")]


def test_sources_do_not_see_each_other(archive: Archive) -> None:
    put(archive, "https://a.example/x", b"1", "r1", source="one")
    archive.promote("one", "r1")
    assert archive.pages("two") == []


def test_file_names_say_nothing_of_the_address(archive: Archive, tmp_path: Path) -> None:
    stored = put(archive, "https://a.example/../../etc/\x00passwd?" + "y" * 5000, b"1", "2026/../..\\x:y")
    archive.promote("demo", stored.run_id)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {
        f"objects/{stored.sha256[:2]}/{stored.sha256}.gz",
        "runs/demo/2026%2F..%2F..%5Cx%3Ay.jsonl",
        "latest/demo.json",
    }
    assert len(archive.pages("demo")) == 1


def test_the_same_body_gives_the_same_bytes_on_disk(archive: Archive, tmp_path: Path) -> None:
    stored = put(archive, "https://a.example/x", b"same" * 100, "r1")
    path = tmp_path / "objects" / stored.sha256[:2] / f"{stored.sha256}.gz"
    before = path.read_bytes()
    put(archive, "https://a.example/y", b"same" * 100, "r2")
    assert path.read_bytes() == before
    assert gzip.decompress(before) == b"same" * 100


@pytest.mark.parametrize("source", ["", "..", "a/b", "A", "a-b", "a\n", "é"])
def test_a_source_id_is_a_folder_name(archive: Archive, source: str) -> None:
    with pytest.raises(StoreError, match="source id"):
        put(archive, "https://a.example/x", b"1", "r1", source=source)


def test_secret_requests_are_refused_and_never_found(archive: Archive, tmp_path: Path) -> None:
    secret = Request("https://a.example/token", "read", is_secret=True)
    with pytest.raises(StoreError, match="credential"):
        archive.store("demo", secret, run_id="r1", final_url="", status=200, headers={}, body=b"t0ken", fetched_at=WHEN)
    put(archive, "https://a.example/token", b"page", "r1")
    archive.promote("demo", "r1")
    assert archive.latest("demo", secret) is None


def test_requests_differ_by_method_body_and_accept_but_not_by_credential() -> None:
    base = Request("https://a.example/x", "read")
    differing = [
        base,
        Request("https://a.example/y", "read"),
        Request("https://a.example/x", "read", method="POST"),
        Request("https://a.example/x", "read", method="POST", body=b"page=2"),
        Request("https://a.example/x", "read", headers={"Accept": "application/json"}),
    ]
    assert len({request_key(request) for request in differing}) == len(differing)
    with_token = Request("https://a.example/x", "read", headers={"Authorization": "JWT abc", "X-Api-Key": "k"})
    assert request_key(with_token) == request_key(base)
    assert request_key(Request("https://a.example/x", "other_reader")) == request_key(base)


@pytest.mark.parametrize("damage", ["flip", "cut", "other", "gone", "bomb"])
def test_a_damaged_body_is_told_by_name(archive: Archive, tmp_path: Path, damage: str) -> None:
    stored = put(archive, "https://a.example/x", b"text" * 50, "r1")
    path = tmp_path / "objects" / stored.sha256[:2] / f"{stored.sha256}.gz"
    data = bytearray(path.read_bytes())
    if damage == "flip":
        data[12] ^= 0xFF
    damaged = {
        "cut": bytes(data[:-12]),
        "other": gzip.compress(b"else"),
        "bomb": gzip.compress(bytes(1 << 24)),
    }.get(damage, bytes(data))
    path.write_bytes(damaged)
    if damage == "gone":
        path.unlink()
    with pytest.raises(StoreError, match=path.name):
        archive.body(stored)
    put(archive, "https://a.example/x", b"text" * 50, "r2")
    assert archive.body(stored) == b"text" * 50


def test_a_kept_page_belongs_to_the_new_run_with_its_old_date_and_newer_validators(archive: Archive) -> None:
    stored = put(archive, "https://a.example/x", b"1", "r1")
    archive.promote("demo", "r1")
    kept = archive.keep(stored, run_id="r2", headers={"ETag": '"2"', "Content-Type": "text/plain"})
    archive.promote("demo", "r2")
    assert archive.pages("demo") == [kept]
    assert (kept.run_id, kept.fetched_at, kept.headers["etag"]) == ("r2", WHEN, '"2"')
    assert kept.headers["content-type"] == "text/html"


def test_promotion_forgets_older_index_files_and_keeps_bodies_and_newer_runs(archive: Archive, tmp_path: Path) -> None:
    pages = {
        run_id: put(archive, "https://a.example/x", run_id.encode(), run_id)
        for run_id in ("20261122T02", "20261123T02", "20261124T02", "20261125T02")
    }
    archive.promote("demo", "20261122T02")
    archive.promote("demo", "20261124T02")
    left = sorted(path.stem for path in (tmp_path / "runs" / "demo").iterdir())
    assert left == ["20261124T02", "20261125T02"]
    assert [archive.body(page) for page in pages.values()] == [run_id.encode() for run_id in pages]


def test_a_run_without_pages_can_be_promoted(archive: Archive) -> None:
    archive.promote("demo", "r1")
    assert archive.pages("demo") == []


def test_the_half_line_of_a_killed_run_costs_that_page_only(archive: Archive, tmp_path: Path) -> None:
    put(archive, "https://a.example/x", b"1", "r1")
    put(archive, "https://a.example/y", b"2", "r1")
    index = tmp_path / "runs" / "demo" / "r1.jsonl"
    index.write_bytes(index.read_bytes()[:-30])
    again = Archive(tmp_path)
    put(again, "https://a.example/z", b"3", "r1")
    again.promote("demo", "r1")
    assert [page.url[-1] for page in again.pages("demo")] == ["x", "z"]


def test_a_half_written_body_is_mended_by_the_next_download(archive: Archive) -> None:
    """A new body is written under its name at once: what a kill leaves there is seen to be none."""
    stored = put(archive, "https://a.example/x", b"<html>" * 100, "r1")
    (path,) = (archive._folder / "objects").glob("*/*.gz")
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(StoreError, match="asked anew"):
        archive.body(stored)
    assert archive.body(put(Archive(archive._folder), "https://a.example/x", b"<html>" * 100, "r2")) == b"<html>" * 100


def test_an_index_line_cannot_lead_out_of_the_archive(archive: Archive, tmp_path: Path) -> None:
    put(archive, "https://a.example/x", b"1", "r1")
    archive.promote("demo", "r1")
    index = tmp_path / "runs" / "demo" / "r1.jsonl"
    index.write_text(json.dumps({**json.loads(index.read_text()), "sha256": "../../secret"}) + "\n")
    assert Archive(tmp_path).pages("demo") == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"run_id": "missing"}', "\x00\xff"])
def test_a_damaged_pointer_means_ask_anew(archive: Archive, tmp_path: Path, text: str) -> None:
    put(archive, "https://a.example/x", b"1", "r1")
    archive.promote("demo", "r1")
    (tmp_path / "latest" / "demo.json").write_bytes(text.encode("latin-1"))
    assert Archive(tmp_path).latest("demo", Request("https://a.example/x", "read")) is None


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("step", range(1, 12))
def test_a_kill_at_any_step_of_promotion_leaves_the_old_or_the_new(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    put(archive, "https://a.example/x", b"old", "r1")
    archive.promote("demo", "r1")
    put(archive, "https://a.example/x", b"new", "r2")
    left = step

    def dies(name: str, real: object, owner: object) -> None:
        def step_or_die(*args: object, **options: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed(name)
            return real(*args, **options)  # type: ignore[operator]

        monkeypatch.setattr(owner, name, step_or_die)

    for owner, name in ((os, "fsync"), (os, "fdopen"), (Path, "replace"), (Path, "open"), (Path, "unlink")):
        dies(name, getattr(owner, name), owner)
    is_done = True
    try:
        archive.promote("demo", "r2")
    except Killed:
        is_done = False
    monkeypatch.undo()
    survivor = Archive(tmp_path)
    (page,) = survivor.pages("demo")
    assert survivor.body(page) in ((b"new",) if is_done else (b"old", b"new"))
    survivor.promote("demo", "r2")
    assert [survivor.body(page) for page in survivor.pages("demo")] == [b"new"]
    assert is_done == (step > 7)  # promotion has seven steps on disk: each was died at


def test_a_file_in_the_way_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        put(Archive(tmp_path), "https://a.example/x", b"1", "r1")
