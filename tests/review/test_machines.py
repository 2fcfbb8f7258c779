"""What a monitor is told: over real HTTP, from homes of the demo; no figure of people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipeline.store import Catalogue

from .conftest import NOW, Serve


def samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """Figures by name and the values of their labels (by their names), as Prometheus's own parser reads them."""
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def get(address: str, path: str) -> httpx.Response:
    return httpx.get(f"{address}{path}", timeout=30)


def test_the_figures_are_those_of_the_catalogue(read_address: str, demo_once: Path) -> None:
    answer = get(read_address, "/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = samples(answer.text)
    with Catalogue(demo_once / "catalogue.duckdb") as catalogue:
        ((courses, finished),) = catalogue.query("SELECT courses, finished_at FROM core.night").rows
        runs = catalogue.query("SELECT source, outcome, listings FROM core.run").rows
    assert found["circlewise_catalogue_readable", ()] == 1
    assert found["circlewise_courses", ()] == courses
    assert found["circlewise_data_age_seconds", ()] == (NOW - finished.replace(tzinfo=UTC)).total_seconds()
    assert found["circlewise_night_published", ()] == 1
    assert found["circlewise_night_seconds", ("total",)] > 0
    assert {source: found["circlewise_source_listings", (source,)] for source, _, _ in runs} == {
        source: listings for source, _, listings in runs
    }
    for source, outcome, _ in runs:
        values = {
            each: found["circlewise_source_outcome", (each, source)]
            for each in ("succeeded", "held", "blocked", "failed")
        }
        assert {each for each, value in values.items() if value} == {outcome}
    assert found["circlewise_disk_used_bytes", ("files",)] > 0
    assert found["circlewise_disk_free_bytes", ()] > 0


def test_no_figure_is_about_people(read_address: str) -> None:
    text = get(read_address, "/metrics").text
    assert not re.search(r"goal|topic|respondent|survey|circle_|cohort|answer|decision|person|people(?! see)", text)


def test_a_process_is_alive_whatever_it_can_show(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    with serve(tmp_path / "home") as address:
        assert (get(address, "/healthz").status_code, get(address, "/healthz").text) == (200, "ok\n")
        ready = get(address, "/readyz")
        assert ready.status_code == 503
        assert ready.text.startswith("not ready: ")
        assert ready.text == "not ready: there is no catalogue yet; `circlewise run` makes it\n"
        found = samples(get(address, "/metrics").text)
    assert found["circlewise_catalogue_readable", ()] == 0
    assert "circlewise_data_age_seconds" not in {name for name, _ in found}


@pytest.mark.parametrize(("hours", "status"), [(47.9, 200), (48.1, 503)])
def test_it_is_ready_as_long_as_the_night_is_not_too_old(
    serve: Serve, demo_once: Path, hours: float, status: int
) -> None:
    with Catalogue(demo_once / "catalogue.duckdb") as catalogue:
        ((finished,),) = catalogue.query("SELECT finished_at FROM core.night").rows
    now = finished.replace(tzinfo=UTC) + timedelta(hours=hours)
    with serve(demo_once, clock=lambda: now) as address:
        answer = get(address, "/readyz")
    assert answer.status_code == status
    if status == 503:
        assert "is 48 hours old, at most 48 were expected (monitor.max_age_hours)" in answer.text
    else:
        assert answer.text == "ready\n"


def test_a_damaged_catalogue_is_told_and_a_new_one_seen(serve: Serve, home: Path) -> None:
    whole = (home / "catalogue.duckdb").read_bytes()
    (home / "broken").write_bytes(b"x" * 5000)
    (home / "broken").replace(home / "catalogue.duckdb")
    with serve(home) as address:
        answer = get(address, "/readyz")
        assert (answer.status_code, "cannot be read" in answer.text) == (503, True)
        assert samples(get(address, "/metrics").text)["circlewise_catalogue_readable", ()] == 0
        (home / "mended").write_bytes(whole)
        (home / "mended").replace(home / "catalogue.duckdb")
        assert get(address, "/readyz").status_code == 200


def test_the_disk_is_looked_at_now_and_then(serve: Serve, home: Path) -> None:
    times = [datetime(2026, 11, 24, 15, tzinfo=UTC)]
    name = ("circlewise_disk_used_bytes", ("pages",))
    with serve(home, clock=lambda: times[0]) as address:
        before = samples(get(address, "/metrics").text)[name]
        (home / "pages" / "more").write_bytes(b"x" * 1000)
        times[0] += timedelta(minutes=9)
        assert samples(get(address, "/metrics").text)[name] == before
        times[0] += timedelta(minutes=2)
        assert samples(get(address, "/metrics").text)[name] == before + 1000


def test_only_asking_is_allowed_and_the_answer_is_kept_nowhere(read_address: str) -> None:
    for path in ("/metrics", "/healthz", "/readyz"):
        assert httpx.post(f"{read_address}{path}").status_code == 405
        answer = get(read_address, path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert httpx.get(f"{read_address}{path}", headers={"Host": "evil.example"}).status_code == 400
