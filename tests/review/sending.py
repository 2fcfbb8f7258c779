"""Uploads to the page as a browser makes them, and a wait for the process that works on one."""

from __future__ import annotations

import csv
import fcntl
import io
import re
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from pipeline.store import Home, Surveys

from .conftest import Reader, token_of

LEARN, BRANCH, MORE = "What would you like to learn?", "Branch", "Anything else we should know?"
WISHES = ("Excel", "Grant writing", "Spanish for the desk")
NAMES = ("Ngozi Okonkwo", "Priya Ramanujan", "Xochitl Reyes", "Thandi Dlamini")
in_process = pytest.mark.usefixtures("at_once")
"""A mark: what is uploaded is read by the server itself."""


def needs(n: int = 24, *, seed: int = 0, more: Sequence[str] = ()) -> list[list[str]]:
    """A made-up survey of `n` people as a plain table: their names, their branch, what they want, what they typed."""
    rows = [["Your name", BRANCH, LEARN, MORE]]
    for k in range(n):
        wish = WISHES[(k + seed) % 3]
        typed = f"{('zines', 'maps', 'chess', 'birds')[k % 4]} number {k * 7 + seed} please"
        rows.append([f"{NAMES[k % 4]}{'abcdefghij'[k % 10]}", ("Main", "Eastside")[k % 2], wish, typed])
    return rows + [list(row) for row in more]


def as_csv(rows: Sequence[Sequence[object]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def send(reader: Reader, data: bytes, name: str = "needs.csv", **others: bytes) -> httpx.Response:
    """Upload an export, with other files by the name of their field."""
    token = token_of(reader.text("/surveys/upload"))
    files = {"export": (name, data)} | {field: (f"{field}.txt", content) for field, content in others.items()}
    return reader.client.post("/surveys/upload", data={"token": token}, files=files)


def id_of(answer: httpx.Response) -> str:
    """The upload whose page this is."""
    found = re.fullmatch(r"/surveys/([0-9a-f]{32})", answer.url.path)
    assert found, f"{answer.url}: {answer.text}"
    return found[1]


def settle(home: Path, upload_id: str) -> None:
    """Wait for the process that works on an upload: its lock is had once it is through."""
    path = home / "uploads" / upload_id / "work.lock"
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


def uploaded(reader: Reader, home: Path, data: bytes, name: str = "needs.csv", **others: bytes) -> tuple[str, str]:
    """Upload an export and wait; its id and its page."""
    upload_id = id_of(send(reader, data, name, **others))
    settle(home, upload_id)
    return upload_id, reader.text(f"/surveys/{upload_id}")


def press(reader: Reader, home: Path, upload_id: str, action: str = "/add", **fields: str | list[str]) -> str:
    """Press a button on the page of an upload, and wait; the page that comes of it."""
    page = reader.text(f"/surveys/{upload_id}")
    reading = re.search(r'name="reading" value="(\d+)"', page)
    sent = {"token": token_of(page), "reading": reading[1] if reading else "0"} | fields
    answer = reader.client.post(f"/surveys/{upload_id}{action}", data=sent)
    assert answer.status_code == 200, answer.text
    settle(home, upload_id)
    return reader.text(f"/surveys/{upload_id}")


def main_of(page: str) -> str:
    """What a page shows, without its head and foot."""
    return page.partition("<main")[2].partition("</main>")[0]


def surveys_of(home: Path) -> list[str]:
    """The ids of the surveys that are here; that of the demo is the first."""
    here = Home(home)
    return Surveys(here.surveys, here.salt()).ids()


def new_surveys(home: Path) -> list[str]:
    return [each for each in surveys_of(home) if not each.startswith("survey-")]


def told(page: str, *words: str) -> None:
    for each in words:
        assert each in page, each
