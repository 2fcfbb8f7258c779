"""Draws in a process of its own, which ends with the work: specifications in on standard input, SVG out.

The drawing is done by a JavaScript engine. It is no part of the page's process, which holds sign-ins and answers
everybody; it gets nothing of the environment but where Python is, and is refused every address.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from pipeline.errors import StoreError

MODULE = "pipeline.review.pictures.draw"
SECONDS = 90
"""For all pictures of one night in one language; measured are 2 to 4 (2 shared cores, 2026-11)."""
HANDED_ON = ("PATH", "PYTHONPATH", "HOME", "LANG", "SYSTEMROOT")
LOCALES: Mapping[str, Mapping[str, Any]] = {
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""]},
    "es": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0€"], "percent": "\u00a0%"},
}
"""How numbers are written, by the language of the page, as d3-format takes it; a test holds it to the page's own."""


def draw(specs: Mapping[str, Mapping[str, Any]], language: str) -> dict[str, str]:
    """Vega-Lite specifications as SVG, by the same names.

    Raises:
        StoreError: they cannot be drawn here; says why.
    """
    if not specs:
        return {}
    asked = json.dumps({"locale": LOCALES.get(language, LOCALES["en"]), "specs": specs})
    environ = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", MODULE],
            check=False,
            input=asked,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env=environ,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StoreError(f"the pictures could not be drawn ({type(error).__name__})") from error
    if done.returncode:
        last = next(reversed(done.stderr.strip().splitlines()), f"exit status {done.returncode}")
        raise StoreError(f"the pictures could not be drawn: {last[:200]}")
    drawn = json.loads(done.stdout)
    return {name: str(drawn[name]) for name in specs}


def _main() -> None:
    import vl_convert

    asked = json.load(sys.stdin)
    drawn = {
        name: vl_convert.vegalite_to_svg(spec, allowed_base_urls=[], format_locale=asked["locale"])
        for name, spec in asked["specs"].items()
    }
    json.dump(drawn, sys.stdout)


if __name__ == "__main__":
    _main()
