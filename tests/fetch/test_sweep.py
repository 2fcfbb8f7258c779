"""The archive does not grow for ever, and a sweep never takes what any run still names."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

from pipeline.contract import Request
from pipeline.errors import StoreError
from pipeline.fetch import Archive, Archived

WHEN = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def put(archive: Archive, body: str, run_id: str, *, source: str = "demo") -> Archived:
    url = f"https://a.example/{body}"
    return archive.store(
        source,
        Request(url, "read"),
        run_id=run_id,
        final_url=url,
        status=200,
        headers={},
        body=body.encode(),
        fetched_at=WHEN,
    )


def bodies(archive: Archive, *stored: Archived) -> list[str | None]:
    """Each body as it can be read now, None where it is gone."""

    def read(archived: Archived) -> str | None:
        try:
            return archive.body(archived).decode()
        except StoreError:
            return None

    return [read(archived) for archived in stored]


def index(folder: Path, run_id: str, source: str = "demo") -> Path:
    return folder / "runs" / source / f"{run_id}.jsonl"


def objects(folder: Path) -> set[str]:
    return {path.name for path in (folder / "objects").rglob("*") if path.is_file()}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.fixture
def nights(archive: Archive) -> list[Archived]:
    """Bodies of an older, a promoted and a newer run, and one that the older and the promoted run share."""
    stored = [put(archive, "old", "r1"), put(archive, "shared", "r1")]
    archive.promote("demo", "r1")
    put(archive, "shared", "r2")
    stored.append(put(archive, "new", "r2"))
    archive.promote("demo", "r2")
    return [*stored, put(archive, "held", "r3")]


ALL = ["old", "shared", "new", "held"]
KEPT = [None, "shared", "new", "held"]


def test_bodies_that_only_older_runs_named_go_and_all_others_stay(archive: Archive, nights: list[Archived]) -> None:
    assert bodies(archive, *nights) == ALL
    assert archive.sweep() == 1
    assert bodies(archive, *nights) == KEPT
    assert [archive.body(page) for page in archive.pages("demo")] == [b"shared", b"new"]
    assert archive.sweep() == 0


def test_a_year_of_nights_leaves_one_night_of_bodies(archive: Archive, tmp_path: Path) -> None:
    for night in range(40):
        put(archive, "same every night", f"r{night:03}")
        put(archive, f"only this night {night}", f"r{night:03}")
        archive.promote("demo", f"r{night:03}")
        archive.sweep()
    assert len(objects(tmp_path)) == 2


def test_a_page_kept_after_a_304_keeps_its_body(archive: Archive) -> None:
    stored = put(archive, "unchanged", "r1")
    archive.promote("demo", "r1")
    archive.keep(stored, run_id="r2")
    archive.promote("demo", "r2")
    assert archive.sweep() == 0
    assert bodies(archive, *archive.pages("demo")) == ["unchanged"]


def test_a_body_that_another_source_names_stays(archive: Archive) -> None:
    stored = put(archive, "shared", "r1", source="one")
    put(archive, "shared", "r1", source="never_promoted")
    archive.promote("one", "r1")
    put(archive, "newer", "r2", source="one")
    archive.promote("one", "r2")
    assert archive.sweep() == 0
    assert bodies(archive, stored) == ["shared"]


def test_left_overs_of_killed_writes_go_and_foreign_files_stay(
    archive: Archive, nights: list[Archived], tmp_path: Path
) -> None:
    folder = tmp_path / "objects" / nights[0].sha256[:2]
    left_over = [folder / ".k2j4h5.tmp", tmp_path / "latest" / ".aa.tmp"]
    foreign = [folder / "notes.txt", tmp_path / "objects" / "README", tmp_path / "latest" / "x.tmp", folder / "ab.gz"]
    for path in (*left_over, *foreign):
        path.write_bytes(b"x")
    assert archive.sweep() == 3
    assert not any(path.exists() for path in left_over)
    assert all(path.exists() for path in foreign)
    assert bodies(archive, *nights) == KEPT


def test_an_empty_archive_is_swept_without_trouble(archive: Archive, tmp_path: Path) -> None:
    assert archive.sweep() == 0
    archive.promote("demo", "r1")
    assert archive.sweep() == 0
    assert Archive(tmp_path / "not there").sweep() == 0
    assert not (tmp_path / "not there").exists()


def garble_a_line(folder: Path) -> None:
    path = index(folder, "r2")
    first, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([first[:40], bytes(60), first[100:], *rest]))


def other_name(folder: Path) -> None:
    path = index(folder, "r2")
    path.write_text(path.read_text().replace('"sha256": "', '"sha256": "../'))


def folder_instead(folder: Path) -> None:
    index(folder, "r3").unlink()
    index(folder, "r3").mkdir()


def cut(folder: Path) -> None:
    path = index(folder, "r2")
    path.write_bytes(path.read_bytes()[:-30])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "the promoted index is gone": lambda folder: index(folder, "r2").unlink(),
    "the promoted index ends too early": cut,
    "a line is garbled": garble_a_line,
    "a line names no body": other_name,
    "a line is a list": lambda folder: index(folder, "r3").write_text("[]\n"),
    "a line is no JSON": lambda folder: index(folder, "r3").write_text("\x00\xff\n"),
    "an index is a folder": folder_instead,
    "the pointer is garbled": lambda folder: (folder / "latest" / "demo.json").write_text("{"),
    "the pointer names no run": lambda folder: (folder / "latest" / "demo.json").write_text("{}"),
    "a pointer has an odd name": lambda folder: (folder / "latest" / "A-B.json").write_text('{"run_id": "r2"}'),
    "all indexes are gone": lambda folder: (folder / "runs").rename(folder / "runs.away"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_where_an_index_cannot_be_read_nothing_is_deleted(
    archive: Archive, nights: list[Archived], tmp_path: Path, damage: str
) -> None:
    DAMAGES[damage](tmp_path)
    before = objects(tmp_path)
    assert archive.sweep() == 0
    assert objects(tmp_path) == before
    assert bodies(archive, *nights) == ALL


@pytest.mark.parametrize("refused", ["runs", "runs/demo", "runs/demo/r2.jsonl", "objects", "latest"])
def test_what_may_not_be_read_keeps_every_body(
    archive: Archive, nights: list[Archived], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refusing(real: Callable[..., object]) -> Callable[..., object]:
        def listed_or_read(path: Path, *args: object) -> object:
            if Path(path) == tmp_path / refused:
                raise PermissionError(errno.EACCES, "denied", str(path))
            return real(path, *args)

        return listed_or_read

    with monkeypatch.context() as patch:
        for owner, name in ((os, "listdir"), (os, "scandir"), (Path, "read_bytes")):
            patch.setattr(owner, name, refusing(getattr(owner, name)))
        assert archive.sweep() == 0
    assert bodies(archive, *nights) == ALL
    assert archive.sweep() == 1


def test_the_half_line_of_a_killed_run_does_not_stop_the_sweep(
    archive: Archive, nights: list[Archived], tmp_path: Path
) -> None:
    put(archive, "last", "r3")
    path = index(tmp_path, "r3")
    path.write_bytes(path.read_bytes()[:-30])
    assert archive.sweep() == 2
    assert bodies(archive, *nights) == KEPT


@pytest.mark.parametrize("run_id", ["r2", "r3"])
def test_a_last_line_without_its_line_feed_counts(
    archive: Archive, nights: list[Archived], tmp_path: Path, run_id: str
) -> None:
    path = index(tmp_path, run_id)
    path.write_bytes(path.read_bytes()[:-1])
    assert archive.sweep() == 1
    assert bodies(archive, *nights) == KEPT


def test_indexes_that_a_killed_promotion_left_still_count(
    archive: Archive, nights: list[Archived], tmp_path: Path
) -> None:
    path = index(tmp_path, "r1")
    path.write_text(index(tmp_path, "r3").read_text().replace(nights[3].sha256, nights[0].sha256))
    assert archive.sweep() == 0
    assert bodies(archive, *nights) == ALL


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("survived", range(4))
def test_a_sweep_killed_at_any_file_loses_nothing_and_is_finished_by_the_next(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, survived: int
) -> None:
    for number in range(3):
        put(archive, f"old {number}", "r1")
    archive.promote("demo", "r1")
    kept = put(archive, "new", "r2")
    archive.promote("demo", "r2")
    real, left = Path.unlink, survived

    def unlink_or_die(path: Path, missing_ok: bool = False) -> None:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1
        real(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink_or_die)
        try:
            archive.sweep()
            was_killed = False
        except Killed:
            was_killed = True
    assert was_killed == (survived < 3)
    assert len(objects(tmp_path)) == 4 - survived
    assert bodies(archive, kept) == ["new"]
    again = Archive(tmp_path)
    assert again.sweep() == 3 - survived
    assert bodies(again, *again.pages("demo")) == ["new"]


def test_a_file_that_the_disk_does_not_give_up_is_left_to_the_next_sweep(
    archive: Archive, nights: list[Archived], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> NoReturn:
        raise PermissionError(errno.EACCES, "denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        assert archive.sweep() == 0
    assert bodies(archive, *nights) == ALL
    assert archive.sweep() == 1
