"""The first source.yaml of a source, and the case.yaml of a recording."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

TOLERATED_TENTHS = 8
"""A first floor of 80 in 100 of what the page shows or states: courses come and go."""
RULES = """source: {source}
title: {host}              # guessed from the address: the name people know it by
publisher: {host}          # guessed from the address: who runs it
home: {home}
terms: >-
  Not read yet. A person reads the terms of use, and writes here what they say about automatic reading, with the address
  of the page and the date.
expect:
  min_listings: {floor}         # 8 of 10 of the {basis} that the {origin} ({day}); a run below it is held
  max_drop_pct: 20         # a run that loses more than this against the one before is held
  fill_rate:{fill_rate}
{is_complete}politeness:
  delay_seconds: 1         # raise it where the terms or robots.txt ask for more
notes: >-
  {day}: started by `circlewise new-connector`.
"""


def render_rules(
    source: str, url: str, on: date, *, shown: int, stated: int | None, has_url: bool, is_complete: bool = True
) -> str:
    """The text of source.yaml. Its terms are marked as not read, and the tests refuse it until a person has."""
    parts = urlsplit(url)
    basis = stated or shown
    return RULES.format(
        source=source,
        host=json.dumps((parts.hostname or "").removeprefix("www.")),
        home=json.dumps(f"{parts.scheme}://{parts.netloc}/"),
        floor=max(1, basis * TOLERATED_TENTHS // 10),
        basis=basis,
        origin="source states" if stated else "first page shows",
        day=on.isoformat(),
        is_complete=""
        if is_complete
        else "is_complete: false       # the list hides some courses: absence proves nothing\n",
        fill_rate="\n    url: 0.9"
        if has_url
        else " {}            # to do: url: 0.9, once the connector gives an address",
    )


def render_case(why: str, url: str, reader: str, headers: Mapping[str, str]) -> str:
    """The text of case.yaml: what was asked, and why the recording exists. The headers given must be harmless."""
    lines = ["why: >-", *textwrap.wrap(why, 110, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)]
    lines += [f"url: {json.dumps(url)}", f"reader: {reader}"]
    if headers:
        lines.append("headers:")
        lines += [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in headers.items()]
    return "\n".join(lines) + "\n"
