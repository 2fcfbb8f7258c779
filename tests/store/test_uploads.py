"""Exports that wait: private, known to every purge and to the night, and gone in time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.flow.doctor import Subject
from pipeline.flow.doctor.files import file_findings
from pipeline.flow.purge import purge_due
from pipeline.model import Job, ServeSettings, Settings
from pipeline.store import Home, Upload, Uploads, contents
from pipeline.store.holdings import HOLDINGS, unknown_files

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOURS = 24
SETTINGS = Settings(
    timezone="UTC", night=Job(at="02:30"), contact="a@example.org", serve=ServeSettings(keep_uploads_hours=HOURS)
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    return made


@pytest.fixture
def uploads(home: Home) -> Uploads:
    return Uploads(home.uploads)


def send(uploads: Uploads, name: str, at: datetime = NOON) -> str:
    """An export that waits."""
    upload_id = uploads.begin()
    uploads.write_text(upload_id, "export", "Your name\nNgozi Okonkwo\n")
    uploads.keep(Upload(upload_id=upload_id, name=name, by="Rosa", address="127.0.0.1", at=at, size=24))
    return upload_id


def test_it_is_kept_as_it_was_sent_and_found_by_its_id_alone(uploads: Uploads) -> None:
    second, first = send(uploads, "b.csv", NOON + timedelta(hours=1)), send(uploads, "a.csv")
    assert [each.upload_id for each in uploads.all()] == [first, second]
    found = uploads.found(first)
    assert found is not None
    assert (found.name, found.kind, found.at, found.size) == ("a.csv", "export", NOON.replace(tzinfo=None), 24)
    for wrong in ("", ".", "..", "../salt", first.upper() + "0", "0" * 32):
        assert uploads.found(wrong) is None
        uploads.discard(wrong)
    assert len(uploads.all()) == 2


def test_what_came_halfway_is_no_upload_and_goes_with_its_age(uploads: Uploads) -> None:
    half = uploads.begin()
    uploads.write_text(half, "export", "x")
    assert uploads.all() == []
    assert uploads.sweep(datetime.now(UTC), timedelta(hours=HOURS)) == 0
    assert uploads.sweep(datetime.now(UTC) + timedelta(hours=HOURS + 1), timedelta(hours=HOURS)) == 1
    assert not uploads.path(half, "export").exists()


def test_a_night_removes_what_nobody_added_in_time(home: Home, uploads: Uploads) -> None:
    old, young = send(uploads, "old.csv"), send(uploads, "young.csv", NOON + timedelta(hours=2))
    assert purge_due(home, SETTINGS, NOON + timedelta(hours=HOURS + 1)) == []
    assert uploads.found(old) is None
    assert uploads.found(young) is not None


def test_a_purge_destroys_every_export_that_waits(home: Home, uploads: Uploads) -> None:
    waiting, added = send(uploads, "a.csv"), send(uploads, "b.csv")
    uploads.strip(added)
    purging = uploads.begin()
    at = NOON.replace(tzinfo=None)
    about = Upload(upload_id=purging, kind="purge", name="a-1", by="Rosa", address="127.0.0.1", at=at)
    uploads.keep(about)
    (holding,) = (each for each in HOLDINGS if each.holds(f"uploads/{waiting}/export"))
    assert holding.forget is not None
    (done,) = holding.forget(home, holding.files(home), "a-1")
    assert (done.action, done.removed) == ("removed", {"exports that waited to be added": 1})
    assert uploads.all() == [about]


def test_every_file_is_known_and_in_no_backup_and_the_doctor_sees_who_may_read_it(home: Home, uploads: Uploads) -> None:
    upload_id = send(uploads, "a.csv")
    assert unknown_files(home) == []
    assert list(contents(home, with_pages=True)) == []
    subject = Subject(home=home, now=NOON, settings=SETTINGS)
    assert [each.what for each in file_findings(subject)] == []
    uploads.path(upload_id, "export").chmod(0o644)
    assert any("others" in each.what or "other accounts may read" in each.what for each in file_findings(subject))


def test_exports_that_come_at_once_are_all_counted(uploads: Uploads) -> None:
    with ThreadPoolExecutor(12) as pool:
        begun = [each for each in pool.map(lambda _: uploads.begin_export(5), range(12)) if each]
    assert len(begun) <= 5
    while (one := uploads.begin_export(5)) is not None:
        begun.append(one)
    assert len(begun) == 5
    uploads.keep(Upload(upload_id=begun[0], name="x.csv", by="Rosa", address="127.0.0.1", at=NOON))
    assert uploads.begin_export(5) is not None  # the first is over: its export was added and is gone
    assert uploads.begin_export(5) is None


def test_who_still_works_at_what_is_discarded_leaves_nothing(home: Home, uploads: Uploads) -> None:
    def work(upload_id: str) -> None:
        with suppress(FileNotFoundError):
            for each in range(100_000):
                uploads.write_text(upload_id, f"answer-{each}", "of a worker")

    with ThreadPoolExecutor(1) as worker:
        for _ in range(50):
            upload_id = send(uploads, "a.csv")
            works = worker.submit(work, upload_id)
            while not (uploads.path(upload_id, "answer-0").exists() or works.done()):
                pass
            assert not works.done()
            uploads.discard(upload_id)
            works.result()
            assert list(home.uploads.iterdir()) == []


def test_a_discard_that_was_cut_off_is_finished_by_the_night_and_by_a_purge(home: Home, uploads: Uploads) -> None:
    (holding,) = (each for each in HOLDINGS if each.holds("uploads/x"))
    assert holding.forget is not None
    for finish in (
        lambda: purge_due(home, SETTINGS, NOON),
        lambda: list(holding.forget(home, holding.files(home), "a-1")),  # type: ignore[misc]
    ):
        cut_off = send(uploads, "a.csv")
        uploads.path(cut_off, "").rename(home.uploads / f"{cut_off}.gone")
        assert uploads.all() == []
        assert unknown_files(home) == []
        finish()
        assert list(home.uploads.iterdir()) == []
