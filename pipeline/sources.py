"""The sources: find their folders, read and check source.yaml, import the connector, gather credentials."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from types import ModuleType

from pipeline.contract import Connector
from pipeline.errors import SettingsError
from pipeline.model import FREE_KINDS, BlockedSource, RawListing, SourceRules
from pipeline.typed_yaml import load_typed, shown

RULES_FILE = "source.yaml"
BLOCKED_FILE = "blocked.yaml"
CONNECTOR_FILE = "connector.py"
NO_SOURCES = ("platforms", "__pycache__")
LISTING_FIELDS = tuple(field.name for field in fields(RawListing))
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
FILES = re.compile(r"(?:home|project)(?:/(?!\.)[\w.-]+)+")
LOOKUP_VALUES: dict[str, tuple[Callable[[str], bool], str]] = {
    "free": (lambda value: value in FREE_KINDS, ", ".join(FREE_KINDS)),
    "level": (
        lambda value: value in ("beginner", "intermediate", "advanced", "mixed"),
        "beginner, intermediate, advanced, mixed",
    ),
    "language": (lambda value: LANGUAGE_TAG.fullmatch(value) is not None, "a BCP 47 tag such as en or pt-BR"),
    "pacing": (lambda value: value in ("self_paced", "instructor_paced"), "self_paced, instructor_paced"),
    "licence": (lambda value: bool(value.strip()), "a licence in its normal form, such as CC BY-SA 4.0"),
}
"""By field: which values a lookup may lead to."""


def find_sources(connectors_folder: Path) -> dict[str, SourceRules]:
    """The rules of every source in the folder, by id, in order of the ids.

    A folder that says in blocked.yaml why a catalogue is not harvested is no source.

    Raises:
        SettingsError: the folder is missing, or a source.yaml is missing or wrong.
    """
    return {folder.name: load_rules(folder) for folder in _folders(connectors_folder) if not _is_blocked(folder)}


def find_blocked(connectors_folder: Path) -> dict[str, BlockedSource]:
    """The catalogues that are known and not harvested, by id, in order of the ids, each with the reason.

    Raises:
        SettingsError: the folder is missing, or a blocked.yaml is wrong.
    """
    return {folder.name: _load_blocked(folder) for folder in _folders(connectors_folder) if _is_blocked(folder)}


def load_rules(folder: Path) -> SourceRules:
    """The source.yaml of one source's folder.

    Raises:
        SettingsError: it is missing or wrong; each finding names the file, the key, what was found and expected.
    """
    return load_typed(folder / RULES_FILE, SourceRules, checks=lambda rules: _senseless(rules, folder.name))


def load_connector(source: str, connectors_folder: Path) -> type[Connector]:
    """The connector class of a source, imported from its folder.

    Raises:
        SettingsError: there is no such source, its module cannot be imported, or it does not hold one connector.
    """
    path = connectors_folder / source / CONNECTOR_FILE
    if not _may_be_source(source) or not path.is_file():
        raise SettingsError(f"{path}: not found, the connector of `{source}` was expected")
    module = _imported(source, path, connectors_folder)
    found = [
        value
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, Connector)
        and value.__module__ == module.__name__
        and not inspect.isabstract(value)
    ]
    if len(found) != 1:
        names = ", ".join(f"`{value.__name__}`" for value in found) or "none"
        raise SettingsError(f"{path}: found {len(found)} connector classes ({names}), expected exactly one")
    named = getattr(found[0], "source", None)
    if named != source:
        raise SettingsError(f"{path}: `{found[0].__name__}.source` is {shown(named)}, expected the folder's `{source}`")
    return found[0]


def fingerprint(source: str, connectors_folder: Path) -> str:
    """SHA-256 of all that decides how a page of this source is read and how that is kept: its folder, shapes, readers.

    A page archived under another fingerprint is read again.
    """
    package = Path(__file__).parent
    folders = [connectors_folder / source, Path(__file__).parents[1] / "connectors" / "platforms"]
    folders += [package / room for room in ("contract", "model", "normalize", "flow")]
    paths = [path for folder in folders for path in sorted(folder.glob("*.*")) if path.suffix in (".py", ".yaml")]
    digest = hashlib.sha256()
    for path in [*paths, package / "store" / "arrivals.py", package / "store" / "readings.py"]:
        digest.update(f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def credentials(rules: SourceRules, environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The credentials a source needs, by name, and the names that are missing.

    A value comes from the variable NAME, or from the file that NAME_FILE points to (white space around it cut).

    Raises:
        SettingsError: a file named by NAME_FILE cannot be read.
    """
    found = {name: credential(name, environ) for name in rules.credentials}
    return {name: value for name, value in found.items() if value}, [name for name, value in found.items() if not value]


def credential(name: str, environ: Mapping[str, str]) -> str:
    """The secret in the variable NAME, else in the file that NAME_FILE points to; empty where there is none.

    Raises:
        SettingsError: the file cannot be read.
    """
    file = environ.get(f"{name}_FILE", "")
    if environ.get(name, "").strip() or not file:
        return environ.get(name, "").strip()
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a text in UTF-8"
        raise SettingsError(f"{name}_FILE: cannot read {file} ({reason}), expected a file with the secret") from error


def _folders(connectors_folder: Path) -> list[Path]:
    if not connectors_folder.is_dir():
        raise SettingsError(f"{connectors_folder}: not found, the folder with a folder for every source was expected")
    return sorted(each for each in connectors_folder.iterdir() if each.is_dir() and _may_be_source(each.name))


def _is_blocked(folder: Path) -> bool:
    """Whether this catalogue is not harvested.

    Raises:
        SettingsError: the folder says both, or has a connector that nothing may call.
    """
    if not (folder / BLOCKED_FILE).is_file():
        return False
    for name in (RULES_FILE, CONNECTOR_FILE):
        if (folder / name).exists():
            raise SettingsError(
                f"{folder}: found {BLOCKED_FILE} and {name}, expected one of them; a source is harvested or blocked"
            )
    return True


def _load_blocked(folder: Path) -> BlockedSource:
    return load_typed(folder / BLOCKED_FILE, BlockedSource, checks=lambda blocked: _untold(blocked, folder.name))


def _untold(blocked: BlockedSource, folder: str) -> Iterator[str]:
    """A sentence for every value of a blocked.yaml that makes no sense."""
    if blocked.source != folder:
        yield f"source: found {shown(blocked.source)}, expected the folder's name `{folder}`"
    for key in ("title", "publisher", "reason", "would_take"):
        if not getattr(blocked, key).strip():
            yield f"{key}: found a blank text, expected words"
    yield from _no_address("home", blocked.home)
    yield from _no_day("seen_on", blocked.seen_on)


def _may_be_source(name: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None and name not in NO_SOURCES


def _imported(source: str, path: Path, connectors_folder: Path) -> ModuleType:
    """The module by its own name where the folder is the installed package, else from the file."""
    name = f"connectors.{source}.connector"
    try:
        package = importlib.import_module("connectors")
        if connectors_folder.resolve() in [Path(place).resolve() for place in package.__path__]:
            return importlib.import_module(name)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except Exception as error:
        raise SettingsError(f"{path}: cannot be imported ({type(error).__name__}: {error})") from error
    return module


def _senseless(rules: SourceRules, folder: str) -> Iterator[str]:
    """A sentence for every value that has the right type, lies within its limits and makes no sense."""
    if rules.source != folder:
        yield f"source: found {shown(rules.source)}, expected the folder's name `{folder}`"
    for key in ("title", "publisher", "terms"):
        if not getattr(rules, key).strip():
            yield f"{key}: found a blank text, expected words"
    yield from _addresses(rules)
    for field in rules.expect.fill_rate:
        if field not in LISTING_FIELDS:
            yield f"expect.fill_rate.{field}: found a field not known, expected one of {_listed(LISTING_FIELDS)}"
    for name in rules.credentials:
        if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            yield f"credentials: found {shown(name)}, expected an environment variable such as EDX_CLIENT_ID"
    if rules.language is not None and not LANGUAGE_TAG.fullmatch(rules.language):
        yield f"language: found {shown(rules.language)}, expected {LOOKUP_VALUES['language'][1]}"
    if rules.files is not None and not FILES.fullmatch(rules.files):
        yield f"files: found {shown(rules.files)}, expected home/FOLDER or project/FOLDER, without `..`"
    yield from _lookups(rules.lookups)


def _addresses(rules: SourceRules) -> Iterator[str]:
    addresses = {"home": rules.home}
    if rules.policy is not None:
        addresses["policy.url"] = rules.policy.url
        yield from _no_day("policy.read_on", rules.policy.read_on)
    for key, address in addresses.items():
        yield from _no_address(key, address)


def _no_day(key: str, day: str) -> Iterator[str]:
    try:
        date.fromisoformat(day)
    except ValueError:
        yield f"{key}: found {shown(day)}, expected a day such as 2026-11-20"


def _no_address(key: str, address: str) -> Iterator[str]:
    if not re.fullmatch(r"https?://[!-~]+", address):
        yield f"{key}: found {shown(address)}, expected an address that starts with https://"


def _lookups(lookups: Mapping[str, Mapping[str, str | None]]) -> Iterator[str]:
    for field, words in lookups.items():
        if field not in LOOKUP_VALUES:
            yield f"lookups.{field}: found a field without lookups, expected one of {_listed(LOOKUP_VALUES)}"
            continue
        is_good, expected = LOOKUP_VALUES[field]
        for word, value in words.items():
            if value is not None and not is_good(value):
                yield f"lookups.{field}.{word}: found {shown(value)}, expected {expected}, or null to ignore the word"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
