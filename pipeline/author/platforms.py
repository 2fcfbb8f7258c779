"""Which shared platform a page belongs to: every recogniser beside the platforms is asked, the surest answer first.

The pipeline names no platform: the recognisers are the modules in `connectors/platforms/signs`. The platform of one is
the module of the same name one folder up, or the one it names as SHAPE; its class is the only one there, or CLASS.
"""

from __future__ import annotations

import importlib.util
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from pipeline.contract import Connector, Page, PageChangedError
from pipeline.contract.recognised import STRENGTH, Recognised
from pipeline.errors import SettingsError, UsageError

NONE = "none"
"""What is asked for instead of a platform where the page itself shall be read."""
PLAIN_TEXT = re.compile(r"[A-Za-z0-9_.:-]{1,120}")


@dataclass(frozen=True)
class Sign:
    """How one platform is recognised."""

    name: str
    shape: str
    """The module of the platform, in the folder of the shared shapes."""
    title: str
    recognise: Callable[[Page], Recognised | None]
    platform: type[Connector] | None
    """The shared shape; None where the project has none yet."""


@dataclass(frozen=True)
class Candidate:
    """A platform that a page seems to belong to."""

    sign: Sign
    seen: Recognised


def find_signs(connectors: Path) -> list[Sign]:
    """All recognisers, by name.

    Raises:
        SettingsError: a module cannot be imported, or lacks what a recogniser has.
    """
    folder = connectors / "platforms"
    paths = sorted(path for path in (folder / "signs").glob("*.py") if path.stem != "__init__")
    return [_sign(path, folder) for path in paths]


def candidates(page: Page, signs: list[Sign]) -> list[Candidate]:
    """What the page may be, the surest first.

    Raises:
        SettingsError: a recogniser gives what its platform does not have.
    """
    found = []
    for sign in signs:
        try:
            seen = sign.recognise(page)
        except PageChangedError:
            continue
        if seen is not None:
            _check(sign, seen)
            found.append(Candidate(sign, seen))
    return sorted(found, key=lambda each: STRENGTH.index(each.seen.by))


def chosen(signs: list[Sign], name: str | None) -> list[Sign]:
    """The recognisers to ask: all of them, the one named, or none.

    Raises:
        UsageError: no platform is called so, or it has no shared shape yet.
    """
    if name is None:
        return signs
    if name == NONE:
        return []
    found = [sign for sign in signs if sign.name == name]
    if not found:
        known = ", ".join(sign.name for sign in signs)
        raise UsageError(f"no platform is called `{name}`; there are {known}, and {NONE} for the page itself")
    if found[0].platform is None:
        raise UsageError(f"{missing(found[0])}")
    return found


def missing(sign: Sign) -> str:
    """That a platform is known by its signs and cannot be read yet."""
    return (
        f"the project has no shared shape for {sign.title} yet (connectors/platforms/{sign.shape}.py); "
        "CONTRIBUTING.md, `A shared shape`, says how to add it"
    )


def _check(sign: Sign, seen: Recognised) -> None:
    """A constant that is no plain value, or that the platform does not have, would be written into a connector."""
    for name, value in seen.constants.items():
        if sign.platform is not None and not _has(sign.platform, name):
            where = f"connectors/platforms/signs/{sign.name}.py"
            raise SettingsError(f"{where} gives `{name}`, which {sign.platform.__name__} does not have")
        texts = [part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, str)]
        if not name.isidentifier() or not all(is_plain(text) for text in texts):
            raise UsageError(f"`{name}` of {sign.title} would be {str(value)[:60]!r}, a plain value was expected")


def is_plain(text: str) -> bool:
    """Whether a text from a page can be written into code: an address, or letters, digits and a few marks."""
    is_address = re.fullmatch(r"https?://[!-~]{1,300}", text) and not re.search(r"[\"\\{}#]", text)
    return bool(is_address or PLAIN_TEXT.fullmatch(text))


def _has(platform: type[Connector], name: str) -> bool:
    return any(name in inspect.get_annotations(each) for each in platform.__mro__)


def _sign(path: Path, platforms: Path) -> Sign:
    module = _imported(path, f"connectors.platforms.signs.{path.stem}")
    title, recognise = getattr(module, "TITLE", None), getattr(module, "recognise", None)
    if not isinstance(title, str) or not callable(recognise):
        raise SettingsError(f"{path}: `TITLE` or `recognise` is missing, a recogniser has both")
    shape = getattr(module, "SHAPE", path.stem)
    beside = platforms / f"{shape}.py"
    platform = _platform(beside, getattr(module, "CLASS", None)) if beside.is_file() else None
    return Sign(path.stem, shape, title, recognise, platform)


def _platform(path: Path, wanted: str | None) -> type[Connector]:
    """The one connector class that a platform's module defines, or the one of this name."""
    module = _imported(path, f"connectors.platforms.{path.stem}")
    found = [
        value
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and issubclass(value, Connector)
        and value.__module__ == module.__name__
        and (name == wanted if wanted else not name.startswith("_"))
    ]
    if len(found) != 1:
        names = ", ".join(each.__name__ for each in found) or "none"
        sought = f"`{wanted}`" if wanted else "exactly one, or its recogniser names it as CLASS,"
        raise SettingsError(f"{path}: found {len(found)} connector classes ({names}), {sought} was expected")
    return found[0]


def _imported(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise SettingsError(f"{path}: cannot be imported ({type(error).__name__}: {error})") from error
    return module
