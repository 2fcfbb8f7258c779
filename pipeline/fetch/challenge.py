"""Pages that ask whether we are human. They are a refusal, whatever their status says, and nothing works around them.

The list is small and explicit; every entry says where it was seen. A word such as "captcha" alone proves nothing: many
honest pages carry one at the foot of a form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

LOOKED_AT = 64 * 1024  # bytes from the start of a body

HEADERS = (
    ("cf-mitigated", ("challenge",), "Cloudflare"),  # its documentation: set on every challenge page, 2026-11
    ("x-amzn-waf-action", ("challenge", "captcha"), "AWS WAF"),  # its documentation: with status 202 or 405, 2026-11
)
TITLE = re.compile(rb"<title>\s*Just a moment\.\.\.\s*</title>", re.IGNORECASE)
CLOUDFLARE_SCRIPTS = (b"challenge-platform", b"_cf_chl_opt")  # seen in public clients' detectors, 2026-11
# Imperva puts `_Incapsula_Resource` into honest pages too. Its refusal is a nearly empty page with that script, or a
# frame that names an incident (both quoted in public bug reports of 2017 and 2018, read 2026-11).
IMPERVA_SCRIPT = b"_Incapsula_"
IMPERVA_INCIDENT = b"Incapsula incident ID"
IMPERVA_EMPTY = 2048  # bytes
GATE = re.compile(rb"captcha", re.IGNORECASE)


def find_challenge(headers: Mapping[str, str], body: bytes, *, is_json_due: bool) -> str | None:
    """Whose challenge an answer is, or None.

    Args:
        headers: of the answer, by lower-case name.
        body: of the answer, unpacked; its start is enough.
        is_json_due: the request asked for JSON, so that a page with a captcha is a gate and no content.
    """
    for name, values, vendor in HEADERS:
        if headers.get(name, "").strip().lower() in values:
            return vendor
    start = body[:LOOKED_AT]
    if TITLE.search(start) and any(script in start for script in CLOUDFLARE_SCRIPTS):
        return "Cloudflare"
    if IMPERVA_SCRIPT in start and (IMPERVA_INCIDENT in start or len(body) < IMPERVA_EMPTY):
        return "Imperva"
    if is_json_due and start.lstrip().startswith(b"<") and GATE.search(start):
        return "a captcha page"
    return None
