"""Where messages go: addresses from the environment, or from a file that it names; never from a settings file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import SettingsError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://")


@dataclass(frozen=True)
class Address:
    """One address, such as `mailto://…`; its text is a secret and not in its repr."""

    url: str = field(repr=False)
    name: str
    """What it is called in messages: `address 2 of CIRCLEWISE_NOTIFY (mailto)`."""


def find_addresses(variable: str, environ: Mapping[str, str]) -> tuple[Address, ...]:
    """The addresses that a variable holds, white space between them; or, where it is empty, those of its file.

    The file is named by the variable with _FILE behind it and has one address a line; a line that begins with # is a
    remark.

    Raises:
        SettingsError: the file cannot be read. The message holds no address.
    """
    held, file = environ.get(variable, ""), environ.get(f"{variable}_FILE", "").strip()
    if not held.strip() and file:
        held = "\n".join(line for line in _read(variable, file).splitlines() if not line.lstrip().startswith("#"))
    return tuple(
        Address(url, f"address {number} of {variable}{_kind(url)}") for number, url in enumerate(held.split(), start=1)
    )


def _read(variable: str, file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a text in UTF-8"
        raise SettingsError(
            f"{variable}_FILE: cannot read {file} ({reason}), expected a file with one address a line"
        ) from error


def _kind(url: str) -> str:
    found = _SCHEME.match(url)
    return f" ({found[1].lower()})" if found else ""
