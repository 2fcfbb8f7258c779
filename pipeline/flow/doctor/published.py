"""The published catalogue and the builds beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.flow.doctor.about import Finding, Subject
from pipeline.flow.doctor.nights import nights_of
from pipeline.store import damage, kept_builds, unfinished

RUN = "the next night (`circlewise run`) does it by itself"


def catalogue_findings(subject: Subject) -> Iterator[Finding]:
    """Whether people can read the catalogue, and whether a night can build on it."""
    home = subject.home
    examined = _once()
    good = next((build.name for build in kept_builds(home) if examined(build) is None), None)
    log = home.catalogue.with_name(f"{home.catalogue.name}.wal")
    if not home.catalogue.exists():
        yield from _missing(subject, good)
    elif home.catalogue.stat().st_size == 0:
        yield _unreadable(subject, "is empty (0 bytes): a copy was cut off, or the disk was full", good)
    elif found := examined(home.catalogue):
        why = "a log of another program lies beside it" if log.exists() else found
        yield _unreadable(subject, f"cannot be read ({why})", good)
    if log.exists():
        yield Finding(
            level="watch",
            what=f"{log.name} lies beside the catalogue: some program opened the catalogue to write to it",
            do=f"close that program and open the catalogue read-only; the next night sets {log.name} aside",
        )
    for build in kept_builds(home):
        if found := examined(build):
            yield Finding(
                level="watch",
                what=f"the kept catalogue {subject.named(build)} cannot be read ({found})",
                do=f"delete it: rm {build}",
            )
    if (left := unfinished(home)) and not home.holder().is_running:
        names = ", ".join(subject.named(path) for path in left)
        yield Finding(level="note", what=f"a night was stopped half-way and left {names}", do=f"nothing: {RUN}")


def _once() -> Callable[[Path], str | None]:
    """What is wrong with a catalogue, read once: the newest kept one is the published file under another name.

    One with a log beside it is read for itself, since the log makes it unreadable under that name only.
    """
    known: dict[tuple[int, int], str | None] = {}

    def examined(path: Path) -> str | None:
        try:
            about = path.stat()
        except OSError:  # a night has just swept it away
            return damage(path)
        if path.with_name(f"{path.name}.wal").exists():
            return damage(path)
        number = (about.st_dev, about.st_ino)
        if number not in known:
            known[number] = damage(path)
        return known[number]

    return examined


def _missing(subject: Subject, good: str | None) -> Iterator[Finding]:
    home = subject.home
    if good:
        yield Finding(
            level="broken",
            what=f"the catalogue is gone, while builds/{good} is good",
            do=f"bring it back before the next night, which would begin anew: cp {home.builds / good} {home.catalogue}",
        )
    elif nights_of(home.logs):
        yield Finding(
            level="broken",
            what="there is no catalogue, though nights have run",
            do="bring back a backup (`circlewise restore FILE --home EMPTY_FOLDER`); `circlewise run` begins anew",
        )
    else:
        yield Finding(level="note", what="no night has published a catalogue here yet", do="`circlewise run` makes it")


def _unreadable(subject: Subject, why: str, good: str | None) -> Finding:
    mend = (
        f"the next night (`circlewise run`) begins from builds/{good} and publishes anew"
        if good
        else "no kept build can be read either: bring a backup back (`circlewise restore FILE --home EMPTY_FOLDER`)"
    )
    return Finding(level="broken", what=f"{subject.home.catalogue.name} {why}", do=mend)
