"""What the page of one home stands on: what is found on the machine, and who and what is around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.fetch import Clock, SystemClock
from pipeline.flow.lexicon import FOLDER
from pipeline.model import BlockedSource, CredentialKind, Settings, SourceRules
from pipeline.review.render import Pages
from pipeline.schedule.watch import WatchedSettings
from pipeline.store import Home

LEXICON = Path(__file__).resolve().parents[2] / FOLDER


@dataclass(frozen=True, kw_only=True)
class Ground:
    """One home, with what is known of sources, credentials and words."""

    home: Home
    """It may be without a catalogue yet."""
    settings: Settings | WatchedSettings
    """As nights use them; watched ones are followed."""
    sources: Mapping[str, SourceRules]
    """The rules of each source, by its id."""
    blocked: Mapping[str, BlockedSource]
    """The catalogues that are known and not harvested, by id."""
    credentials: tuple[CredentialKind, ...] = ()
    """What is known of credentials, for proposals."""
    lexicon: Path = LEXICON
    """The folder of the library lexicon, with which the answers of uploaded surveys are read."""
    pages: Pages | None = None
    """The templates and sentences, where they are there already: pages of one process may share them."""


def _silent(_: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, kw_only=True)
class Around:
    """Who decides, what time it is, and what else the server's process does."""

    decided_by: str
    """In whose name decisions are written, as long as there are no accounts."""
    clock: Callable[[], datetime]
    """Gives the time in UTC."""
    pace: Clock = field(default_factory=SystemClock)
    """Keeps the pauses between requests to the sites of courses, and to the library's own sign-in."""
    secret: str = ""
    """What the library's own sign-in gave us, where the settings name one."""
    schedule: Callable[[], bool] | None = None
    """Whether the schedule that runs beside this page is at work; None where it runs elsewhere."""
    say: Callable[[str], None] = _silent
    """Gets what nights say that somebody starts on the page."""
    is_for_people: bool = False
    """Compile every template now, so that nobody who comes first waits for it; tests begin many pages."""
