"""A challenge is recognised by what vendors state; an honest page that mentions one is not."""

from __future__ import annotations

import pytest

from pipeline.fetch.challenge import find_challenge

CLOUDFLARE = b"<html><head><title>Just a moment...</title></head><script src=/cdn-cgi/challenge-platform/h/g></script>"
IMPERVA_EMPTY = b'<html><head><script src="/_Incapsula_Resource?SWJIYLWA=1"></script></head><body></body></html>'
IMPERVA_FRAME = b'<iframe src="/_Incapsula_Resource?x">Request unsuccessful. Incapsula incident ID: 4</iframe>'
COURSE = b"<html><title>Networks</title><h1>How captchas work</h1>" + b"<p>text</p>" * 500
GATE = b"<!doctype html><form class=h-captcha>"


@pytest.mark.parametrize(
    ("headers", "body", "is_json_due", "vendor"),
    [
        ({"cf-mitigated": "challenge"}, b"", False, "Cloudflare"),
        ({"cf-mitigated": " Challenge "}, b"{}", True, "Cloudflare"),
        ({"x-amzn-waf-action": "captcha"}, b"", False, "AWS WAF"),
        ({"x-amzn-waf-action": "challenge"}, b"", False, "AWS WAF"),
        ({}, CLOUDFLARE, False, "Cloudflare"),
        ({}, IMPERVA_EMPTY, False, "Imperva"),
        ({}, IMPERVA_FRAME + b" " * 5000, False, "Imperva"),
        ({}, b"\n" + GATE, True, "a captcha page"),
        ({}, GATE, False, None),
        ({}, COURSE, False, None),
        ({}, COURSE + IMPERVA_EMPTY, False, None),
        ({}, b"<title>Just a moment...</title><p>A course on patience", False, None),
        ({}, b'{"title": "How captchas work"}', True, None),
        ({"server": "cloudflare", "cf-ray": "1"}, COURSE, False, None),
        ({}, b"", False, None),
    ],
)
def test_challenges(headers: dict[str, str], body: bytes, is_json_due: bool, vendor: str | None) -> None:
    assert find_challenge(headers, body, is_json_due=is_json_due) == vendor
