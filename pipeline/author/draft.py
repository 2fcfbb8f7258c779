"""What starting a source writes, before it is written, and what is told of it after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.author.page import HARMLESS_HEADERS
from pipeline.author.rules import render_case
from pipeline.contract import Page, RawListing, Request
from pipeline.errors import UsageError


@dataclass(frozen=True)
class Project:
    """The two folders of a checkout that an author writes to."""

    connectors: Path
    recordings: Path

    def check(self) -> None:
        """Refuse an installation without the tests.

        Raises:
            UsageError: the recordings have no folder.
        """
        if not (self.connectors.is_dir() and self.recordings.is_dir()):
            raise UsageError(f"{self.recordings} does not exist; sources are added in a checkout of the project only")


@dataclass(frozen=True)
class Started:
    """What was written, and what the new connector makes of its recording."""

    files: tuple[Path, ...]
    on_page: int
    """Courses found on the page."""
    recorded: int
    """Courses kept in the recording."""
    texts_cut: int
    """Long texts of theirs that were shortened."""
    listings: tuple[RawListing, ...]
    guessed: Mapping[str, str]
    """By field of a listing: the key it is read from."""
    to_review: tuple[str, ...]
    """What a person has to look at, a sentence each."""
    platform: str | None = None
    """The shared platform it is written on, in words with the sign it was recognised by."""


@dataclass(frozen=True)
class Recording:
    """One page, as it will be kept for the tests."""

    case: str
    suffix: str
    body: bytes
    why: str
    request: Request

    def page(self) -> Page:
        """The page, as a test will read it."""
        return Page(self.request, self.request.url, 200, {}, self.body)

    @property
    def about(self) -> str:
        """The text of its case.yaml; of the headers only those that can be no credential."""
        headers = {name: value for name, value in self.request.headers.items() if name.lower() in HARMLESS_HEADERS}
        return render_case(self.why, self.request.url, self.request.reader, headers)


@dataclass(frozen=True)
class Draft:
    """All that will be written."""

    connector: str
    rules: str
    recordings: tuple[Recording, ...]
    on_page: int
    recorded: int
    guessed: Mapping[str, str]
    texts_cut: int = 0
    remarks: tuple[str, ...] = ()
    platform: str | None = None

    def write(self, name: str, project: Project) -> tuple[Path, ...]:
        """Write the source's folder and its recordings.

        Raises:
            UsageError: a file cannot be written.
        """
        folder = project.connectors / name
        texts = {
            folder / "source.yaml": self.rules.encode(),
            folder / "connector.py": self.connector.encode(),
            folder / "__init__.py": b"",
        }
        for each in self.recordings:
            case = project.recordings / name / each.case
            texts |= {case / f"page.{each.suffix}": each.body, case / "case.yaml": each.about.encode()}
        write_files(texts)
        return tuple(texts)


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write new files with their folders.

    Raises:
        UsageError: one cannot be written; the text names it.
    """
    for path, content in contents.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error
