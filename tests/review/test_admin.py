"""The administrators' pages: nights, findings, settings; and that others never see them."""

from __future__ import annotations

import os
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from pipeline.logbook import Logbook
from pipeline.model.unattended import LogSettings
from pipeline.review import nights
from pipeline.schedule.watch import WatchedSettings
from pipeline.settings import load_settings
from pipeline.store import Accounts, Home

from .catalogues import swap_in
from .conftest import NOW, Reader, Serve, Visit, Watch, sign_in, token_of, wait_for
from .forms import HOSTILE, send

PAGES = ("/admin", "/admin/issues", "/admin/accounts", "/admin/doctor")


def test_only_administrators_have_these_pages(address: str, visit: Visit) -> None:
    for name, is_theirs in (("Vera", False), ("Carla", False), ("Ada", True)):
        reader = visit(address)
        sign_in(reader, name)
        assert ('href="/admin"' in reader.text("/topics")) == is_theirs, name
        for path in PAGES:
            answer = reader.get(path)
            assert answer.status_code == (200 if is_theirs else 403), (name, path)
            assert ("Run a night now" in answer.text or "Everybody who may sign in" in answer.text) <= is_theirs
        assert 'href="/pictures"' in reader.text("/topics")


def test_without_accounts_the_machine_is_the_administrator(reader: Reader) -> None:
    page = reader.text("/admin/accounts")
    assert "circlewise accounts add NAME --role administrator" in page
    answer = send(reader, "/admin/accounts", "/admin/accounts", do="add", name="Eve", role="administrator")
    assert answer.status_code == 409
    assert "The first one is made at the machine" in answer.text
    assert "Run a night now" in reader.text("/admin")


def test_nights_and_sources_are_told(ada: Reader) -> None:
    page = ada.text("/admin")
    assert "Tue 24 Nov 2026, 02:30" in page  # 07:30 in UTC, on the library's wall
    assert "none of 7" in page
    assert page.count('href="/admin/issues?source=') == 7
    assert "if circlewise schedule runs" in page


def test_before_the_first_night_the_page_is_there(serve: Serve, tmp_path: Path, visit: Visit) -> None:
    (tmp_path / "home").mkdir()
    with serve(tmp_path / "home") as address:
        page = visit(address).text("/admin")
    assert "Run a night now" in page
    assert "does not exist yet" in page
    assert "The contact in the settings is still the example" in page


def test_a_night_of_the_demo_is_told_as_what_it_is(ada: Reader) -> None:
    page = ada.text("/admin")
    assert "This is the demo: a night reads the catalogues that came with it, asks nobody" in page
    assert "A night asks every source" not in page
    assert "The contact in the settings" not in page


def test_who_works_here_is_told_and_nobody_else_starts(ada: Reader, closed: Path) -> None:
    home = Home(closed)
    with home.lock("restore"):
        assert f"Process {os.getpid()}, circlewise restore." in ada.text("/admin")
        page = ada.text("/admin")
        assert "Run a night now" not in page
        answer = ada.client.post("/admin/night", data={"token": token_of(page), "do": "run"})
        assert answer.status_code == 409
        assert "No night was started: somebody works here already." in answer.text
        assert f"process {os.getpid()}, restore" in answer.text
    assert "Run a night now" in ada.text("/admin")


def test_progress_is_what_the_night_logs_whoever_started_it(ada: Reader, closed: Path) -> None:
    home, now = Home(closed), [NOW]
    log = Logbook(home.logs, "schedule", settings=LogSettings(), clock=lambda: now[0], say=pytest.fail)
    log("night_began")  # of the night before
    log("source", source="udacity", outcome="failed", listings=0)
    with home.lock("schedule"):
        now[0] += timedelta(hours=1)
        log("night_began")
        page = ada.text("/admin")
        assert "A night is under way: reading the sources." in page
        assert "It began Tue 24 Nov 2026, 11:00." in page
        assert "0 sources are done" in page
        assert 'hx-trigger="every 2s"' in page
        log("source", source="edx", outcome="succeeded", listings=1234)
        log("source", source=HOSTILE, outcome="held", listings=2)
        page = ada.text("/admin")
        assert "2 sources are done" in page
        assert re.search(r"edX <span class=\"value yes\">as expected</span> 1,234 listings", page)
        assert HOSTILE not in page
        log("stage", stage="build")
        log("stage", stage="match")
        (log_file,) = home.logs.glob(f"*-schedule-{os.getpid()}.jsonl")
        log_file.write_bytes(log_file.read_bytes() + b'{"event": "sta')  # being written
        page = ada.text("/admin")
        assert "A night is under way: matching wishes to courses." in page
        assert re.search(r'aria-current="step"[^>]*>matching wishes', page)
    assert "hx-trigger" not in ada.text("/admin")


@pytest.mark.slow
def test_a_night_is_run_in_a_process_of_its_own_and_the_page_follows(ada: Reader, closed: Path, watch: Watch) -> None:
    before = {path.name for path in (closed / "logs").glob("*.json")}
    page = ada.text("/admin")
    answer = ada.client.post("/admin/night", data={"token": token_of(page), "do": "run"})
    assert answer.url.path == "/admin"
    assert "Ada started it here." in answer.text
    again = ada.client.post("/admin/night", data={"token": token_of(page), "do": "run"})
    assert again.status_code == 409
    assert "Ada started one at 15:00 UTC" in again.text
    assert ada.get("/topics").status_code == 200  # meanwhile
    wait_for("night")
    page = ada.text("/admin")
    assert "The night that Ada started is published." in page
    (fresh,) = {path.name for path in (closed / "logs").glob("*.json")} - before
    assert page.count('<span class="value yes">published</span>') == 2
    assert f"{fresh[:4]}" in page
    assert "Every source was read as expected" in ada.text("/health") or "source could not be read" in ada.text(
        "/health"
    )
    assert [(each.kind, each.account) for each in Accounts(closed / "accounts.sqlite").log(1)] == [
        ("night_started", "Ada")
    ]


def test_a_night_that_comes_to_nothing_is_told(ada: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    program = f"import sys; sys.exit('first line\\n{HOSTILE} is why')"
    monkeypatch.setattr(nights, "VERBS", (sys.executable, "-c", program))
    assert ada.client.post("/admin/night", data={"token": token_of(ada.text("/admin")), "do": "run"}).status_code == 200
    wait_for("night")
    page = ada.text("/admin")
    assert "The night that Ada started came to nothing; what people see stays as it was." in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}} is why" in page
    assert "first line" in page
    assert "Run a night now" in page


def test_a_form_without_its_word_starts_nothing(ada: Reader, closed: Path) -> None:
    assert send(ada, "/admin/night", "/admin").status_code == 400
    assert not Home(closed).holder().is_running


def test_findings_are_put_together_and_filtered(ada: Reader, closed: Path) -> None:
    rows = (
        ("edx", "warning", "unknown_value", "level", "'novice' is no level that is known"),
        ("edx", "warning", "unknown_value", "level", "'novice' is no level that is known"),
        ("edx", "error", "rejected_record", "", f"{HOSTILE} has no title"),
        ("coursera", "info", "repeated_key", "", "c1 came twice"),
    )
    swap_in(
        closed,
        *(
            "INSERT INTO core.issue BY NAME SELECT run_id, source, "
            f"'{level}' AS level, '{kind}' AS kind, nullif('{field}', '') AS field, $${message}$$ AS message "
            f"FROM core.run WHERE source = '{source}'"
            for source, level, kind, field, message in rows
        ),
    )
    page = ada.text("/admin/issues")
    found = [
        " ".join(re.sub("<[^>]+>", " ", each).split()) for each in re.findall(r"<summary>(.*?)</summary>", page, re.S)
    ]
    assert found == [
        "error edX: a course that could not be read 1",
        "warning edX: a word that is not known (level) 2",
        "note Coursera: a course that came several times 1",
    ]
    assert "add it to the lookups" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}} has no title" in page
    assert ada.text("/admin/issues?source=edx").count("<summary>") == 2
    assert ada.text("/admin/issues?source=edx&kind=unknown_value").count("<summary>") == 1
    assert "Nothing was found" in ada.text("/admin/issues?source=nowhere")


def test_settings_are_followed_and_a_broken_file_is_told(
    serve: Serve, closed: Path, visit: Visit, tmp_path: Path, root: Path
) -> None:
    file = Path(shutil.copy(root / "schedule.yaml", tmp_path / "schedule.yaml"))
    good = file.read_text()
    watched = WatchedSettings(lambda: file, load_settings, str)
    with serve(closed, watched=watched) as address:
        ada, vera = visit(address), visit(address)
        sign_in(ada, "Ada")
        sign_in(vera, "Vera")
        page = ada.text("/admin")
        assert "the same as when this page was started" in page
        assert str(file) in page
        assert "Wed 25 Nov 2026, 02:30" in ada.text("/health")
        file.write_text(good.replace('at: "02:30"', 'at: "04:15"'))
        assert "Wed 25 Nov 2026, 04:15" in ada.text("/health")
        assert "changed since this page was started, and hold" in ada.text("/admin")
        file.write_text(good.replace('at: "02:30"', 'at: "25:00"'))
        for path in ("/admin", "/health"):
            page = unescape(ada.text(path))
            assert "The settings file cannot be used as it is now" in page
            assert 'night.at: found "25:00"' in page or "night.at: found '25:00'" in page or "night.at" in page
            assert "04:15" in page
        theirs = vera.text("/health")
        assert "The settings file cannot be used as it is now" in theirs
        assert "night.at" not in theirs
        file.write_text(good + "\nserve: {idle_minutes: 5}\n")
        assert "that waits until the page is started anew" in ada.text("/admin")


def test_a_schedule_beside_the_page_is_told(closed: Path, visit: Visit) -> None:
    from served import served

    for is_at_work, told in (
        (True, "this page's process runs the schedule"),
        (False, "the schedule of this page stopped"),
    ):
        with served(closed, lambda: NOW, schedule=lambda is_at_work=is_at_work: is_at_work) as address:
            ada = visit(address)
            sign_in(ada, "Ada")
            assert told in ada.text("/admin")
            assert ("if the schedule is running" in ada.text("/health")) != is_at_work


def test_it_is_all_in_spanish(ada: Reader) -> None:
    for path, words in (
        ("/admin", "Iniciar una noche ahora"),
        ("/admin/issues", "Hallazgos de las fuentes"),
        ("/admin/accounts", "Añadir una cuenta"),
        ("/admin/doctor", "Revisión"),
    ):
        assert words in ada.text(f"{path}?lang=es"), path


def test_the_log_of_a_night_is_found_by_its_process(closed: Path) -> None:
    from pipeline.flow.under_way import past_nights, under_way

    home = Home(closed)
    assert under_way(home) is None
    (home.logs / "20261125T000000-x9z.json").write_text("{half")
    assert [each.at for each in past_nights(home, 5)] == [datetime(2026, 11, 24, 7, 30, tzinfo=UTC)]
    with home.lock("run"):
        found = under_way(home)
        assert found
        assert (found.pid, found.purpose, found.stages) == (os.getpid(), "run", ())
