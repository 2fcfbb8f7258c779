"""Where the lake is and who we are in it: from the settings, and from the environment what is secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.model.lake import LakeSettings

SHARED = "shared"
LIBRARY = re.compile(r"[a-z][a-z0-9_]{0,39}")
RESERVED = (SHARED, "lake", "libraries")
"""What a library cannot be called: names of the lake's own database and roles."""
EXPECTED = "`host=… user=… password=…` was expected, as psql takes it"
_NAMED = re.compile(r"\s*([a-z_]+)\s*=\s*('(?:[^'\\]|\\.)*'|[^\s'\\]\S*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class LakeAccess:
    """One library's way into the lake."""

    library: str
    data: Path
    server: str = field(repr=False)
    """Where PostgreSQL is, and who we are there: a secret."""
    packages: Path | None
    max_seconds: float
    keep_days: int

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may hold."""
        held = [value for name, value in _NAMED.findall(self.server) if name == "password"]
        return (self.server, *(text for value in held for text in (value, _plain(value))))

    def database(self, name: str) -> str:
        """The connection string of one database of the lake: `shared`, or that of a library."""
        return f"{self.server} dbname=circlewise_{name}"

    def folder(self, name: str) -> Path:
        """Where the Parquet files of `shared`, or of a library, lie."""
        return self.data / name


def find_access(settings: LakeSettings, environ: Mapping[str, str]) -> LakeAccess:
    """The library's way into the lake.

    Raises:
        SettingsError: a setting makes no sense, or the environment does not say where PostgreSQL is. No message holds a
            secret.
    """
    if not LIBRARY.fullmatch(settings.library) or settings.library in RESERVED:
        raise SettingsError(
            f"lake.library: found `{settings.library[:60]}`; expected a small letter, then small letters, digits and "
            f"_, 40 at most, and none of {', '.join(RESERVED)}"
        )
    data = Path(settings.data)
    if not data.is_absolute() or any(letter in settings.data for letter in "'\n\x00"):
        raise SettingsError(f"lake.data: found `{settings.data}`; the whole path of a folder without ' was expected")
    return LakeAccess(
        library=settings.library,
        data=data,
        server=_server(settings.server_env, environ),
        packages=Path(settings.packages) if settings.packages else None,
        max_seconds=settings.max_minutes * 60,
        keep_days=settings.keep_days,
    )


def _server(variable: str, environ: Mapping[str, str]) -> str:
    held, file = environ.get(variable, "").strip(), environ.get(f"{variable}_FILE", "").strip()
    if not held and file:
        try:
            held = Path(file).read_text(encoding="utf-8-sig").strip()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a text in UTF-8"
            raise SettingsError(f"{variable}_FILE: cannot read {file} ({reason}); {EXPECTED}") from error
    if not held:
        raise SettingsError(f"{variable} (or {variable}_FILE) is not set, and it says where the lake is; {EXPECTED}")
    names = _names(held)
    if names is None:
        raise SettingsError(f"{variable}: what it holds cannot be read as names and values; {EXPECTED}")
    for name in ("dbname", "options", "service"):
        if name in names:
            raise SettingsError(f"{variable}: found {name}=…, which Circlewise sets by itself; leave it out")
    return held


def _names(server: str) -> set[str] | None:
    """The names in a connection string; None where it is none, such as an address with ://."""
    place, names = 0, set()
    while place < len(server):
        found = _NAMED.match(server, place)
        if found is None or found.end() == place:
            return None
        names.add(found[1])
        place = found.end()
    return names


def _plain(value: str) -> str:
    """A value as it was meant, without the quotes and strokes that a connection string needs."""
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith("'") else value
