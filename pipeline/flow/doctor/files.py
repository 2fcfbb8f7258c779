"""The private files: salt, answers, decisions; who may read them; the archive; what a cut-off restore left."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from pipeline.fetch.health import bad_bodies, lost_sources, unfinished_writes
from pipeline.flow.doctor.about import Finding, Subject
from pipeline.flow.season import SPACES, find_spaces
from pipeline.store import RESTORING, Home, contents, sqlite_files
from pipeline.store.contents import is_passing
from pipeline.store.home import PRIVATE_FILE, PRIVATE_FOLDER, SALT_BYTES
from pipeline.store.share import PASSED_BY_GROUP, READ_BY_GROUP, group_number, in_the_way

NEWEST_BODIES = 300  # archived pages that are checked; a killed night leaves its damage among the newest
SHOWN = 3
OTHERS = 0o077
WRITTEN_BY_PEOPLE = ("schedule.yaml", *SPACES)
LOCAL_LISTS = "courses"
"""What people put into a home themselves, with the modes that they like: nothing in it is ours or private."""
OTHERS_WRITE = 0o022


def file_findings(subject: Subject) -> Iterator[Finding]:
    """What is wrong with the files that a night reads but does not publish."""
    yield from _restoring(subject)
    yield from _salt(subject)
    for path, found in sqlite_files(subject.home):
        if found:
            yield Finding(
                level="broken",
                what=f"{subject.named(path)} cannot be used: {found}",
                do="move it away and bring it back from a backup (`circlewise restore FILE --home EMPTY_FOLDER`)",
            )
    yield from _spaces(subject)
    yield from _modes(subject)
    yield from _owners(subject)
    yield from _caches(subject)
    yield from _archive(subject)


def _restoring(subject: Subject) -> Iterator[Finding]:
    if (subject.home.folder / RESTORING).exists() and not subject.home.holder().is_running:
        yield Finding(
            level="broken",
            what=f"a restore was cut off: {RESTORING} is still there",
            do="empty the home and restore the backup again",
        )


def _salt(subject: Subject) -> Iterator[Finding]:
    salt, surveys = subject.home.folder / "salt", subject.home.surveys
    mend = "bring `salt` back from the backup in which these answers are: no other one fits them"
    if not salt.exists():
        if surveys.exists():
            yield Finding(
                level="broken",
                what="the salt is missing, so that an export that is added again counts its people twice",
                do=mend,
            )
    elif (n := salt.stat().st_size) != SALT_BYTES:
        yield Finding(level="broken", what=f"the salt holds {n} bytes, {SALT_BYTES} were expected", do=mend)


def _spaces(subject: Subject) -> Iterator[Finding]:
    """The one file of the home that people write, and that a night does without."""
    if any((subject.home.folder / name).exists() for name in SPACES) and (why := find_spaces(subject.home)[1]):
        yield Finding(
            level="watch",
            what=why,
            do="mend it (`circlewise season --template` writes one to fill in); until then seasons are planned without "
            "rooms",
        )


def _modes(subject: Subject) -> Iterator[Finding]:
    home = subject.home
    group = subject.settings.catalogue_group if subject.settings else None
    if group:
        yield from _group(home, group)
    mode = home.folder.stat().st_mode
    if mode & OTHERS & ~(PASSED_BY_GROUP if group else 0):
        may = "write into" if mode & OTHERS_WRITE else "enter"
        yield Finding(
            level="watch",
            what=f"other accounts may {may} {home.folder} (mode {_mode(home.folder)})",
            do=f"chmod {PASSED_BY_GROUP if group else PRIVATE_FOLDER:o} {home.folder}",
        )
    if opened := sorted(_opened(home, is_shared=bool(group)), key=lambda path: (path.parent != home.folder, path)):
        names = ", ".join(f"{subject.named(path)} ({_mode(path)})" for path in opened[:SHOWN])
        is_few = len(opened) <= SHOWN
        yield Finding(
            level="watch",
            what=f"other accounts may read what is private: {names}"
            f"{'' if is_few else f' and {len(opened) - SHOWN} more'}, expected {PRIVATE_FILE:o}",
            do=f"chmod {'go-rwx ' + ' '.join(map(str, opened)) if is_few else f'-R go-rwx {home.folder}'}"
            + ("; the next night opens the catalogue to its group again" if group and not is_few else ""),
        )


def _group(home: Home, group: str) -> Iterator[Finding]:
    """What keeps the members of the group that may read the catalogue from getting to it."""
    number = group_number(group)
    if number is None:
        yield Finding(
            level="watch",
            what=f"catalogue_group: there is no group {group} on this machine",
            do=f"make it (groupadd {group}), or mend schedule.yaml; the catalogue is closed to others until then",
        )
    elif closed := in_the_way(home, number):
        folder, mode = closed
        yield Finding(
            level="watch",
            what=f"catalogue_group: the group {group} cannot pass {folder} (mode {_mode(folder)}), above the home, and "
            "so does not get to the catalogue",
            do=f"chmod {mode} {folder}, which lets who knows a name pass and nobody list; or keep the home elsewhere",
        )


def _opened(home: Home, *, is_shared: bool) -> Iterator[Path]:
    """Files and folders of ours in a home that other accounts may read or enter, were the home itself open."""
    shared = home.catalogue.stat().st_ino if is_shared and home.catalogue.exists() else None
    for folder, folders, names in os.walk(home.folder):
        here = Path(folder)
        folders[:] = [name for name in folders if here != home.folder or name != LOCAL_LISTS]
        for name in [*folders, *names]:
            path = here / name
            if is_passing(path) and ".sqlite" not in name:
                continue
            with suppress(FileNotFoundError):  # what passes: a lock, a log of a file that is open
                about = path.lstat()
                allowed = READ_BY_GROUP if about.st_ino == shared else 0
                is_theirs = here == home.folder and name in WRITTEN_BY_PEOPLE
                if about.st_mode & OTHERS & ~allowed and not stat.S_ISLNK(about.st_mode) and not is_theirs:
                    yield path


def _owners(subject: Subject) -> Iterator[Finding]:
    """A night that root once ran leaves files that the account of the schedule cannot write."""
    owner = subject.home.folder.stat().st_uid
    others = [path for path in contents(subject.home, with_pages=False) if path.stat().st_uid != owner]
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        yield Finding(
            level="watch",
            what=f"{subject.named(others[0])}{more} belong to another account than the home (number {owner})",
            do=f"run every verb as one account; now: chown -R {owner} {subject.home.folder}",
        )


def _caches(subject: Subject) -> Iterator[Finding]:
    """What a night keeps for the next one and cannot: it says nothing then, for it loses time only."""
    home = subject.home
    caches = (home.vectors, home.words, home.blocks, home.near, home.pools, home.goals)
    blocked = [f"{subject.named(path)} ({why})" for path in caches if (why := _why_not_kept(path))]
    if blocked:
        yield Finding(
            level="watch",
            what=f"what a night keeps for the next one cannot be read or written: {', '.join(blocked)}; every night "
            "works it out anew, and takes longer",
            do="move it out of the home, or give it to this account; the next night makes another",
        )


def _why_not_kept(path: Path) -> str | None:
    """Why a night cannot read this file or put another in its place; None where it can, or where there is none yet.

    A file is replaced as a whole, so its own mode does not matter: the folder's does, which is looked at elsewhere, and
    in a folder with a sticky bit whose file it is.
    """
    if not os.path.lexists(path):
        return None
    if not path.is_file():
        return "no file"
    if not os.access(path, os.R_OK):
        return "this account may not read it"
    if os.name != "posix":
        return None
    me, folder = os.geteuid(), path.parent.stat()
    if folder.st_mode & stat.S_ISVTX and me not in (0, folder.st_uid, path.stat().st_uid):
        return "another account's, in a folder where only its owner may replace it"
    return None


def _archive(subject: Subject) -> Iterator[Finding]:
    pages = subject.home.pages
    if not pages.is_dir() or subject.home.holder().is_running:
        return
    if bad := list(islice(bad_bodies(pages, NEWEST_BODIES), SHOWN + 1)):
        names = ", ".join(path.name[:12] + "…" for path in bad[:SHOWN])
        yield Finding(
            level="note",
            what=f"archived pages are half-written or damaged: {names}{' and more' if len(bad) > SHOWN else ''}",
            do="nothing: such a page is not used, and is asked anew",
        )
    if left := unfinished_writes(pages):
        yield Finding(
            level="note",
            what=f"{len(left)} unfinished files of a stopped night lie in pages/",
            do="nothing: the next night sweeps them away",
        )
    if lost := list(lost_sources(pages)):
        yield Finding(
            level="note",
            what=f"the archive does not know the last pages of {', '.join(lost)}",
            do="nothing: the next night asks for all of them",
        )


def _mode(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}" if os.name == "posix" else "?"
