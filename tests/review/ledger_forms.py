"""The forms of the ledger as a browser would send them, and what is recorded then."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import httpx

from pipeline.flow.circles import recorded
from pipeline.store import Home

from .conftest import Reader, token_of


def entries(home: Path, kind: type) -> list[object]:
    return [row.entry for row in recorded(Home(home)) if isinstance(row.entry, kind)]


def form(page: str, action: str, words: str = "") -> dict[str, str]:
    """The fields that a form of a page would send as they stand, the first one with these words in it."""
    for found in re.finditer(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.S):
        if words in found[0]:
            fields = re.findall(r'<input [^>]*?name="(\w+)"[^>]*? value="([^"]*)"', found[0])
            chosen = re.findall(
                r'<select [^>]*name="(\w+)".*?(?:<option value="([^"]*)" selected|</select)', found[0], re.S
            )
            return {name: unescape(value) for name, value in (*fields, *chosen)}
    raise AssertionError(f"no form to {action} with `{words}`")


def send(reader: Reader, name: str, data: bytes, **fields: str) -> httpx.Response:
    token = token_of(reader.text("/circles"))
    return reader.client.post("/circles/import", data={"token": token} | fields, files={"file": (name, data)})
