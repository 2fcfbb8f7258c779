"""The lists of courses in a folder of this machine, served as pages: for sources that have `files` in source.yaml.

`folder:` is what lies in the folder, as JSON; `folder:NAME` is one list, as it is. There are no other addresses: no
path can be named, and what lies outside the folder, behind a link or below it is not read.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pipeline.errors import SettingsError, SourceError
from pipeline.model import NO_WORDS, CourseList
from pipeline.typed_yaml import load_typed, shown

SCHEME = "folder:"
LISTS = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".json", ".jsonl", ".ndjson")
MAPPINGS = (".yaml", ".yml")
PASSING = ("~$", ".~", ".")  # what office programs and systems leave beside a file while it is open


@dataclass(frozen=True)
class Files:
    """The lists of one source."""

    shown: str
    """The folder as messages name it, empty for a single list; no path of this machine is ever stored."""
    paths: Mapping[str, Path]
    """By name: lists and mappings."""
    left_aside: tuple[str, ...] = ()
    """What else lies there."""
    misnamed: tuple[str, ...] = ()
    """Files whose names are not UTF-8, as an older computer writes them: escaped, such as `caf\\xe9.csv`."""
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """Lists that lie in no file, by a name that no file has."""

    @classmethod
    def at(cls, place: Path, shown: str) -> Files:
        """What lies in a folder, or one file with its mapping; nothing where there is no such place.

        Raises:
            SourceError: the folder cannot be read.
        """
        try:
            if place.is_file():
                beside = [place, *(place.with_suffix(suffix) for suffix in MAPPINGS)]
                return cls(shown.rpartition("/")[0], {path.name: path for path in beside if path.is_file()})
            found = sorted(place.iterdir()) if place.is_dir() else []
            found = [path for path in found if not path.name.startswith(PASSING)]
            named = [path for path in found if _is_text(path.name)]
            read = {path.name: path for path in named if _is_inside(path, place) and _kind(path)}
        except OSError as error:
            raise SourceError(f"{shown}: cannot be read ({error.strerror}), a folder of lists was expected") from error
        left_aside = tuple(path.name for path in named if path.name not in read)
        return cls(shown, read, left_aside, tuple(_escaped(path.name) for path in found if path not in named))

    @property
    def is_empty(self) -> bool:
        """Whether there is no list, here or named by a mapping."""
        return not self.paths and not self.texts

    def body(self, url: str, max_bytes: int) -> tuple[str, bytes]:
        """The name by which messages call an address, and what it holds.

        Raises:
            SourceError: there is no such list, it cannot be read or is too large.
        """
        name = unquote(url.removeprefix(SCHEME))
        if not name:
            return self.shown or "the list", json.dumps(self._contents(), ensure_ascii=False).encode()
        if name in self.texts:
            return name, self.texts[name]
        shown, path = self._shown(name), self.paths.get(name)
        if path is None:
            raise SourceError(f"{shown}: there is no such list")
        try:
            with path.open("rb") as file:
                body = file.read(max_bytes + 1)
        except OSError as error:
            raise SourceError(f"{shown}: cannot be read ({error.strerror}); is it open elsewhere?") from error
        if len(body) > max_bytes:
            raise SourceError(f"{shown}: larger than {max_bytes >> 20} MiB (max_body_mb)")
        return shown, body

    def mapping_of(self, name: str) -> CourseList:
        """What is said about a list in the mapping beside it.

        Raises:
            SettingsError: it is wrong; names the file and the key.
        """
        return self._mapping(self._beside(name))

    def _beside(self, name: str) -> Path | None:
        stem = Path(name).stem
        mappings = ((other, path) for other, path in self.paths.items() if other.lower().endswith(MAPPINGS))
        return next((path for other, path in mappings if Path(other).stem == stem), None)

    def _contents(self) -> dict[str, Any]:
        """Every list with its mapping; a mapping that names an address is a list on the web.

        A list whose mapping is wrong has `trouble` instead: it fails alone, when it is read.
        """
        lists = [name for name in self.paths if name.lower().endswith(LISTS)]
        stems = {Path(name).stem for name in lists}
        entries, left_aside = [self._entry(name, self._beside(name)) for name in lists], [*self.left_aside]
        entries += [{"name": name} for name in self.texts]
        for name in (name for name in self.paths if _is_alone(name, stems)):
            entry = self._entry(name, self.paths[name])
            if "address" in entry or "trouble" in entry:
                entries.append(entry)
            else:
                left_aside.append(name)
        contents: dict[str, Any] = {"lists": entries, "left_aside": left_aside}
        return contents | ({"misnamed": list(self.misnamed)} if self.misnamed else {})

    def _entry(self, name: str, mapping: Path | None) -> dict[str, Any]:
        entry: dict[str, Any] = {"name": name}
        try:
            how = self._mapping(mapping)
        except SettingsError as error:
            return entry | {"trouble": str(error)}
        said = {key: value for key, value in dataclasses.asdict(how).items() if value and key != "address"}
        return entry | ({"address": how.address} if how.address else {}) | ({"mapping": said} if said else {})

    def _mapping(self, path: Path | None) -> CourseList:
        if path is None:
            return NO_WORDS
        try:
            return load_typed(path, CourseList, checks=_senseless)
        except SettingsError as error:
            raise SettingsError(str(error).replace(str(path), self._shown(path.name))) from None

    def _shown(self, name: str) -> str:
        return f"{self.shown}/{name}" if self.shown else name


def _is_alone(name: str, stems: set[str]) -> bool:
    return name.lower().endswith(MAPPINGS) and Path(name).stem not in stems


def _senseless(how: CourseList) -> Iterator[str]:
    if how.address is not None and not re.fullmatch(r"https?://[!-~]+", how.address):
        yield f"address: found {shown(how.address)}, expected an address that starts with https://"


def _kind(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in (*LISTS, *MAPPINGS)


def _is_text(name: str) -> bool:
    """Whether a name can be written down; what is not UTF-8 comes from the system as half characters (PEP 383)."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _escaped(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
