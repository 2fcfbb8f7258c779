"""What each page of the coordinators' page takes with 2,000 topics and 250,000 courses: processor time and size."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time
from urllib.parse import urlencode

import pytest
from asked import Answer, Asking
from crawl import ALONE, ROUTES, route_of, walk
from large import make_large
from programme import keep_everything
from signed import COOKIE, sign_in_as

from pipeline.store import Home

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
BEGIN = (*ALONE, "/bulk?q=grant", "/bulk?status=rejected", "/topics?q=grant&status=all")
ASKED, NIGHTS = 5, 3
"""How often each address is asked of one version, and of how many versions it is what somebody asks first."""
BUDGET_MS, BUDGET_KB = 200, 200


@pytest.mark.bench
@pytest.mark.timeout(3_600)
def test_every_page_of_a_large_library(demo_once: Path, tmp_path: Path) -> None:
    began = process_time()
    home = make_large(demo_once, tmp_path / "home")
    keep_everything(Home(home), NOW)
    print(f"\n\nmaking the catalogue took {process_time() - began:.1f} s of CPU")
    with Asking(home, clock=lambda: NOW) as asking:
        asking.cookies[COOKIE] = sign_in_as(home, "Ada", "administrator", NOW)
        print(f"read before anybody is answered: {1000 * _cpu_s(asking.begin):.0f} ms of CPU")
        print(f"first page of a server: {asking.get('/topics').cpu_ms:.0f} ms of CPU")
        _publish(home)
        print(f"read after a night, before anybody asks: {1000 * _cpu_s(asking.read_ahead):.0f} ms of CPU")
        addresses = walk(lambda address: asking.get(address).sent, BEGIN).addresses
        print(f"\nms of CPU, least / median / most: asked first after a night ({NIGHTS}), asked again ({ASKED})")
        print(f"{'first':>23} {'again':>23} {'kB':>6}  address")
        for address in sorted(each for some in addresses.values() for each in some):
            firsts = []
            for _ in range(NIGHTS):
                _publish(home)
                asking.read_ahead()
                firsts.append(asking.get(address))
                wait_for_drawings()
            answers = [asking.get(address) for _ in range(ASKED)]
            assert answers[0].status in (200, 303), address
            print(_line(address, firsts, answers))
        page = asking.get("/bulk?status=later").body.decode()
        token, packed = (re.search(f'name="{name}" value="([^"]+)"', page) for name in ("token", "topics"))
        assert token
        assert packed
        sent = urlencode({"token": token[1], "topics": packed[1], "action": "shortlist"}).encode()
        answer = asking.post("/bulk", sent)
        assert answer.status == 303
        print(_line(f"POST /bulk, {len(packed[1].split())} topics", [answer], [answer]))
        missing = [each for each in ROUTES if each.startswith("GET") and each not in addresses]
        print(f"\nnot walked through: {', '.join(missing) or 'none'}")
        assert [
            each for each in addresses if [route_of("GET", some) for some in addresses[each][:1]] not in ([each], [])
        ] == []


def _publish(home: Path) -> None:
    """Swap in the same catalogue as another version, as a night does."""
    shutil.copyfile(home / "catalogue.duckdb", home / "next.duckdb")
    (home / "next.duckdb").replace(home / "catalogue.duckdb")


def wait_for_drawings() -> None:
    """Pictures are drawn in the background: what that takes is no part of the next address."""
    for thread in threading.enumerate():
        if thread.name == "pictures":
            thread.join()


def _cpu_s(work: Callable[[], None]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _line(address: str, firsts: list[Answer], answers: list[Answer]) -> str:
    both = [sorted(each.cpu_ms for each in some) for some in (firsts, answers)]
    told = " ".join(f"{some[0]:7.1f} {median(some):7.1f} {some[-1]:7.1f}" for some in both)
    kb = max(len(each.body) for each in (*firsts, *answers)) / 1000
    over = "  OVER" if max(both[0][-1], both[1][-1]) >= BUDGET_MS or kb >= BUDGET_KB else ""
    return f"{told} {kb:6.1f}  {address}{over}"
