"""The examination that an administrator asks for on the page: that of `circlewise doctor`."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from pipeline.schedule.watch import WatchedSettings
from pipeline.settings import load_settings
from pipeline.store import Accounts

from .conftest import Reader, Serve, Visit, sign_in, token_of, wait_for


def test_the_examination_is_that_of_doctor(
    serve: Serve, closed: Path, visit: Visit, tmp_path: Path, root: Path
) -> None:
    (closed / "salt").write_bytes(b"short")
    file = Path(shutil.copy(root / "schedule.yaml", tmp_path / "schedule.yaml"))
    with serve(closed, watched=WatchedSettings(lambda: file, load_settings, str)) as address:
        file.write_text("night: [")
        ada = visit(address)
        sign_in(ada, "Ada")
        page = ada.text("/admin/doctor")
        assert "Nobody had the home looked at" in page
        assert [each for each in threading.enumerate() if each.name == "examination"] == []  # to look starts nothing
        page = ada.client.post("/admin/doctor", data={"token": token_of(page), "do": "examine"}).text
        assert "being looked at" in page
        ada.client.post("/admin/doctor", data={"token": token_of(page), "do": "examine"})  # pressed twice: one look
        assert [(each.kind, each.account) for each in Accounts(closed / "accounts.sqlite").log(2)] == [
            ("home_examined", "Ada"),
            ("signed_in", "Ada"),
        ]
        wait_for("examination")
        page = ada.text("/admin/doctor")
        assert "the salt holds 5 bytes, 32 were expected" in page
        assert "schedule.yaml: line 1, column 9" in page  # what was good before is not what is looked at
        assert "Looked at Tue 24 Nov 2026, 10:00." in page
        again = ada.client.post(
            "/admin/doctor", data={"token": token_of(page), "do": "examine"}, follow_redirects=False
        )
        assert (again.status_code, again.headers["location"]) == (303, "/admin/doctor")
        wait_for("examination")


def test_an_examination_that_cannot_start_is_told_and_can_be_asked_for_again(
    ada: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        if thread.name == "examination":
            raise RuntimeError("can't start new thread")
        begin(thread)

    page = ada.text("/admin/doctor")
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", start)
        answer = ada.client.post("/admin/doctor", data={"token": token_of(page), "do": "examine"}).text
    assert "the home could not be examined (RuntimeError); circlewise doctor, on the machine itself, says why" in answer
    assert "being looked at" not in answer
    assert "being looked at" in ada.client.post("/admin/doctor", data={"token": token_of(page), "do": "examine"}).text
    wait_for("examination")


@pytest.mark.parametrize("fields", [{}, {"do": "examine", "token": "x"}, {"do": "run"}])
def test_nothing_is_examined_by_what_is_no_form_of_ours(ada: Reader, fields: dict[str, str]) -> None:
    token = {"token": token_of(ada.text("/admin/doctor"))}
    assert ada.client.post("/admin/doctor", data=token | fields).status_code in (400, 403)
    assert ada.get("/admin/doctor?now=1").status_code == 200
    assert [each for each in threading.enumerate() if each.name == "examination"] == []
