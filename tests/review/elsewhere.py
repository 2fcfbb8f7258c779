"""The way of a browser through the library's own sign-in, step by step."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from oidc_provider import OpenIdProvider

from .conftest import Reader


def on_the_way(reader: Reader, back: str = "/topics") -> dict[str, str]:
    """Set out, and stop at the provider: what was asked of it."""
    answer = reader.client.get("/oidc", params={"back": back}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def come_back(reader: Reader, provider: OpenIdProvider, asked: dict[str, str], **said: str) -> httpx.Response:
    parts = urlsplit(provider.authorize(asked))
    brought = {name: values[0] for name, values in parse_qs(parts.query).items()} | said
    return reader.client.get(parts.path, params=brought, follow_redirects=False)


def is_out(reader: Reader) -> bool:
    return "<h1" in (page := reader.get("/topics").text) and "Sign in" in page and 'name="password"' in page


def unsigned(claims: dict[str, Any]) -> str:
    parts = [json.dumps(each).encode() for each in ({"alg": "none", "typ": "JWT"}, claims)]
    return ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts) + "."
