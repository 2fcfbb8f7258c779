"""What each page of the coordinators' page takes with 2,000 topics and 250,000 courses: processor time and size."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import process_time
from urllib.parse import urlencode

import pytest
from asked import Answer, Asking
from crawl import ALONE, ROUTES, route_of, walk
from large import make_large
from signed import COOKIE, sign_in_as

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
BEGIN = (*ALONE, "/bulk?q=grant", "/bulk?status=rejected", "/topics?q=grant&status=all")
ASKED = 5
"""How often each address is asked; the median is told, and the first one, which finds nothing read yet."""
BUDGET_MS, BUDGET_KB = 200, 200


@pytest.mark.bench
def test_every_page_of_a_large_library(demo_once: Path, tmp_path: Path) -> None:
    began = process_time()
    home = make_large(demo_once, tmp_path / "home")
    print(f"\n\nmaking the catalogue took {process_time() - began:.1f} s of CPU")
    with Asking(home, clock=lambda: NOW) as asking:
        asking.cookies[COOKIE] = sign_in_as(home, "Ada", "administrator", NOW)
        print(f"first page of a server: {asking.get('/topics').cpu_ms:.0f} ms of CPU")
        shutil.copyfile(home / "catalogue.duckdb", home / "next.duckdb")
        (home / "next.duckdb").replace(home / "catalogue.duckdb")
        print(f"first page after a night: {asking.get('/topics').cpu_ms:.0f} ms of CPU\n")
        addresses = walk(lambda address: asking.get(address).sent, BEGIN).addresses
        print(f"{'ms (first)':>16} {'kB':>6}  address")
        for address in sorted(each for some in addresses.values() for each in some):
            answers = [asking.get(address) for _ in range(ASKED)]
            assert answers[0].status in (200, 303), address
            print(_line(address, answers))
        page = asking.get("/bulk?status=later").body.decode()
        token, packed = (re.search(f'name="{name}" value="([^"]+)"', page) for name in ("token", "topics"))
        assert token
        assert packed
        sent = urlencode({"token": token[1], "topics": packed[1], "action": "shortlist"}).encode()
        answer = asking.post("/bulk", sent)
        assert answer.status == 303
        print(_line(f"POST /bulk, {len(packed[1].split())} topics", [answer]))
        missing = [each for each in ROUTES if each.startswith("GET") and each not in addresses]
        print(f"\nnot walked through: {', '.join(missing) or 'none'}")
        assert [
            each for each in addresses if [route_of("GET", some) for some in addresses[each][:1]] not in ([each], [])
        ] == []


def _line(address: str, answers: list[Answer]) -> str:
    ms, kb = median(each.cpu_ms for each in answers), len(answers[0].body) / 1000
    over = "  OVER" if ms >= BUDGET_MS or kb >= BUDGET_KB else ""
    return f"{ms:7.1f} ({answers[0].cpu_ms:6.1f}) {kb:6.1f}  {address}{over}"
