"""htmx, as the package that carries it installed it: read once, checked, and served by us; Django is never imported."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from pipeline.errors import StoreError

PACKAGE, FILE = "django-htmx", "django_htmx/static/django_htmx/htmx-4.min.js"
SHA256 = "28fae7bbe8e8142b702debb9d5234a9a436d9435a4b5165b195aa1a7ed840d25"
"""Of htmx 4.0.0-beta6 in django-htmx 1.29.0. A new one is looked at before it is named here: docs/decisions/0032."""


def htmx() -> bytes:
    """The script, minified.

    Raises:
        StoreError: the package is not installed, or its file is not the one that was looked at.
    """
    try:
        script = Path(str(distribution(PACKAGE).locate_file(FILE))).read_bytes()
    except (PackageNotFoundError, OSError) as error:
        raise StoreError(f"{FILE} of the package {PACKAGE} is missing ({error}); `make install` brings it") from error
    found = hashlib.sha256(script).hexdigest()
    if found != SHA256:
        raise StoreError(
            f"{FILE} of {PACKAGE} has the checksum {found[:12]}…, {SHA256[:12]}… was expected: it is not the file that "
            "was looked at; `make install` from requirements.lock brings that one"
        )
    return script
