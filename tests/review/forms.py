"""A form of a page, sent with the word that the page gave."""

from __future__ import annotations

import httpx

from .conftest import Reader, token_of

HOSTILE = "<script>alert(1)</script>{{7*7}}"


def send(reader: Reader, path: str, page: str, **fields: str) -> httpx.Response:
    return reader.client.post(path, data={"token": token_of(reader.text(page))} | fields)
