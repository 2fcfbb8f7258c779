"""Whatever is uploaded: a clear sentence, nothing of it kept, and a page that goes on."""

from __future__ import annotations

import fcntl
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from pipeline.flow.uploads import Task, tasks, work
from pipeline.flow.uploads.task import ANSWER, leave
from pipeline.model import Job, ServeSettings, Settings
from pipeline.store import Home, Upload, Uploads

from .conftest import NOW, Reader, Serve, Visit, token_of
from .sending import as_csv, id_of, in_process, main_of, needs, new_surveys, press, send, settle, told, uploaded

SETTINGS = Settings(timezone="UTC", night=Job(at="02:30"), contact="a@example.org")
SMALL = ServeSettings(max_upload_mb=1)
MARKUP = '"><script>document.title=1</script><img src=x onerror=1>'


def workbook(*rows: list[str], **parts: bytes) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream, "a") as archive:
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.bin", content)
    return stream.getvalue()


def bomb() -> bytes:
    """A workbook of a few hundred kB with a sheet of 300 MiB in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b"0" * 2**20)
    return stream.getvalue()


UNREAD = {
    "a PDF": (lambda: b"%PDF-1.7 " + b"x" * 100, "a PDF file"),
    "an old workbook": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600,
        "save it without a password as .xlsx",
    ),
    "a page": (lambda: b"<!doctype html><title>" + MARKUP.encode() + b"</title>", "a web page"),
    "NUL and no more": (lambda: b"\x00" * 4000, "the file is empty"),
    "a program": (lambda: bytes(range(256)) * 40, "binary data"),
    "a bomb": (bomb, "unpacks to 301 MiB"),
    "half a workbook": (lambda: workbook(*needs())[:2000], "broken or cut off"),
    "a cell without end": (lambda: b'Branch,Wish\nMain,"' + b"x" * (5 << 20) + b'"\n', "field larger than field limit"),
    "headings alone": (lambda: as_csv(needs(0)), "headings without any answers"),
    "JSON": (lambda: b'{"answers": [1, 2]}', "JSON"),
}


@in_process
@pytest.mark.parametrize("what", UNREAD)
def test_what_is_no_export_is_told_and_gone(rosa: Reader, home: Path, what: str) -> None:
    make, sentence = UNREAD[what]
    upload_id, page = uploaded(rosa, home, make(), f"{MARKUP}.csv")
    told(page, "It could not be read", sentence, "the file is removed here already")
    assert "<script>" not in main_of(page)
    assert "<img" not in main_of(page)
    assert str(home) not in page
    assert not (home / "uploads" / upload_id / "export").exists()
    assert f'href="/surveys/{upload_id}"' not in rosa.text("/surveys")


@in_process
def test_what_is_odd_and_still_an_export_is_read(rosa: Reader, home: Path) -> None:
    rows = needs()
    rows[0][1], rows[1][1] = f"Branch {MARKUP}", "=HYPERLINK(1)"
    rows[3][3] = "y" * 2**20
    odd = as_csv(rows).replace(b"Eastside", b"East\x00side", 1)
    _, page = uploaded(rosa, home, odd, "../../salt\x00\r\nX-Y: z.csv")
    told(page, ">Branch", "Add it to the surveys", "X-Y: z.csv")
    assert "<script>" not in main_of(page)
    macros = workbook(*needs(), vbaProject=b"\xd0\xcf macro")
    upload_id, page = uploaded(rosa, home, macros, "needs.xlsm")
    told(page, "programs (macros) in it. They were not run", "Add it to the surveys")
    assert "The survey is added" in press(rosa, home, upload_id)


@pytest.fixture
def small(serve: Serve, home: Path, visit: Visit) -> Iterator[Reader]:
    """Somebody at a page that takes a MiB."""
    with serve(home, serve=SMALL) as address:
        yield visit(address)


def test_too_much_is_refused_while_it_comes(small: Reader, home: Path) -> None:
    answer = send(small, b"a,b\n" * 500_000)
    assert answer.status_code == 413
    told(answer.text, "at most 1 MiB are taken", "nothing of it was kept")
    token = token_of(small.text("/surveys/upload"))

    def endless() -> Iterator[bytes]:
        """A form that does not say how long it is."""
        yield f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n--x\r\n'.encode()
        yield b'Content-Disposition: form-data; name="export"; filename="a.csv"\r\n\r\n'
        yield from [b"x" * 65_536] * 100

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert small.client.post("/surveys/upload", content=endless(), headers=kind).status_code == 413
    assert list((home / "uploads").iterdir()) == []
    assert "No survey" not in small.text("/surveys")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b'--x\r\nContent-Disposition: form-data; name="export"; filename="a.csv"\r\n\r\na,b\n1,2',
        b'--x\r\nContent-Disposition: form-data; name="other"; filename="a.csv"\r\n\r\na\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="../salt"; filename="a.csv"\r\n\r\na\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n' + b"y" * 2000 + b"\r\n--x--\r\n",
        b"--x\r\nX: " + b"y" * 20_000 + b"\r\n\r\n--x--\r\n",
        (b'--x\r\nContent-Disposition: form-data; name="export"; filename="a"\r\n\r\na\r\n' * 3) + b"--x--\r\n",
        b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\na\r\n' % n for n in range(30))
        + b"--x--\r\n",
    ],
)
def test_what_is_no_form_of_ours_leaves_nothing(small: Reader, home: Path, body: bytes) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = small.client.post("/surveys/upload", content=body, headers=kind)
    assert answer.status_code == 400
    assert "cut off, or no file" in answer.text
    assert list((home / "uploads").iterdir()) == []


def test_a_form_that_is_not_ours_leaves_nothing(small: Reader, home: Path, visit: Visit) -> None:
    files = {"export": ("needs.csv", as_csv(needs()))}
    theirs = token_of(visit(str(small.client.base_url)).text("/surveys/upload"))
    small.text("/surveys/upload")
    for token in ("", theirs):
        answer = small.client.post("/surveys/upload", data={"token": token}, files=files)
        assert answer.status_code == 403
    assert list((home / "uploads").iterdir()) == []


def test_a_home_that_cannot_be_written_is_told(
    serve: Serve, home: Path, visit: Visit, read_only: Callable[[Path], AbstractContextManager[None]]
) -> None:
    (home / "uploads").mkdir()
    with serve(home) as address, read_only(home / "uploads"):
        answer = send(visit(address), as_csv(needs()))
    assert answer.status_code == 503
    told(answer.text, "That could not be read", "the upload could not be kept", "nothing of it was")
    assert list((home / "uploads").iterdir()) == []


@in_process
def test_nothing_chosen_and_too_many_are_told(rosa: Reader, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Choose the file of the export first" in send(rosa, b"").text
    assert "The file of corrections is no text" in send(rosa, as_csv(needs()), mapping=b"\xff\xfe\xff").text
    assert list((home / "uploads").iterdir()) == []
    monkeypatch.setattr("pipeline.review.actions.surveys.MOST_WAITING", 1)
    uploaded(rosa, home, as_csv(needs()))
    assert "Too many uploads wait here" in send(rosa, as_csv(needs())).text


@pytest.mark.parametrize(("how", "words"), [("KILL", "was stopped before it was done"), ("XCPU", "took too long")])
def test_a_worker_that_dies_is_told_and_the_page_goes_on(
    rosa: Reader, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, words: str
) -> None:
    dying = tmp_path / "python"
    dying.write_text(f"#!/bin/sh\nkill -{how} $$\n")
    dying.chmod(0o700)
    monkeypatch.setattr("pipeline.flow.uploads.launch.sys.executable", str(dying))
    upload_id, page = uploaded(rosa, home, as_csv(needs()))
    told(page, "It could not be read", words, "the file is removed here already")
    assert not (home / "uploads" / upload_id / "export").exists()
    assert new_surveys(home) == []


def test_while_it_is_read_that_is_said_and_it_can_be_discarded(
    rosa: Reader, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "python"
    slow.write_text("#!/bin/sh\nexec sleep 500\n")
    slow.chmod(0o700)
    monkeypatch.setattr("pipeline.flow.uploads.launch.sys.executable", str(slow))
    answer = send(rosa, as_csv(needs()))
    upload_id = id_of(answer)
    told(
        answer.text,
        'role="status" id="step">Beginning',
        '<noscript><meta http-equiv="refresh" content="2"></noscript>',
        f'hx-get="/surveys/{upload_id}" hx-trigger="every 1s"',
        "Begun 0 seconds ago.",
        "Stop, and discard it",
    )
    sent = {"token": token_of(answer.text), "reading": "1"}
    assert "Beginning" in rosa.client.post(f"/surveys/{upload_id}/add", data=sent).text  # one thing at a time
    with (home / "uploads" / upload_id / "work.lock").open("rb") as lock:
        told(rosa.client.post(f"/surveys/{upload_id}/discard", data=sent).text, "The upload is discarded")
        fcntl.flock(lock, fcntl.LOCK_EX)  # had only once the process has ended
    assert not (home / "uploads" / upload_id).exists()
    gone = rosa.client.get(f"/surveys/{upload_id}", headers={"HX-Request": "true"})
    assert gone.headers["hx-redirect"] == "/surveys?gone=1"


@pytest.fixture
def task(tmp_path: Path) -> Task:
    """A look into an upload whose export is a made-up survey."""
    home = Home(tmp_path / "home")
    home.prepare()
    uploads = Uploads(home.uploads)
    upload_id = uploads.begin()
    uploads.keep(Upload(upload_id=upload_id, name="needs.csv", by="Rosa", address="127.0.0.1", at=NOW))
    uploads.path(upload_id, "export").write_bytes(as_csv(needs()))
    return Task(
        kind="look",
        home=home,
        upload_id=upload_id,
        settings=SETTINGS,
        lexicon=tmp_path,
        by="Rosa",
        address="127.0.0.1",
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )


@pytest.mark.parametrize(("error", "why"), [(MemoryError(), "memory"), (ValueError("Ngozi said it"), "mistake")])
def test_what_a_reader_says_when_it_stumbles_is_never_told(
    task: Task, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def stumble(*_: object) -> dict[str, object]:
        raise error

    monkeypatch.setattr(tasks, "look_into", stumble)
    answer = work.answered(task, Uploads(task.home.uploads))
    assert (answer["result"], answer["why"]) == ("broken", why)
    assert "Ngozi" not in str(answer)
    leave(task, answer)
    assert not Uploads(task.home.uploads).path(task.upload_id, "export").exists()


def test_whoever_has_the_lock_is_the_only_one(task: Task) -> None:
    uploads = Uploads(task.home.uploads)
    held = uploads.lock(task.upload_id)
    assert held is not None
    assert uploads.is_working(task.upload_id)
    assert uploads.lock(task.upload_id) is None
    assert uploads.sweep(datetime(2027, 1, 1, tzinfo=UTC), keep=datetime.resolution) == 0
    os.close(held)
    assert not uploads.is_working(task.upload_id)
    assert uploads.sweep(datetime(2027, 1, 1, tzinfo=UTC), keep=datetime.resolution) == 1
    assert uploads.found(task.upload_id) is None


def test_an_upload_whose_worker_is_gone_with_the_server_says_so(rosa: Reader, home: Path) -> None:
    upload_id = id_of(send(rosa, as_csv(needs())))
    settle(home, upload_id)
    (home / "uploads" / upload_id / ANSWER).unlink()
    (home / "uploads" / upload_id / "seen.json").unlink()
    told(rosa.text(f"/surveys/{upload_id}"), "It could not be read", "was started anew")
