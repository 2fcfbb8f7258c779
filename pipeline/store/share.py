"""Lets a group of the machine read the published catalogue, and nothing else of a home."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pipeline.store.home import PRIVATE_FOLDER, Home

READ_BY_GROUP = 0o640
"""Of the catalogue, which is also the newest kept build: they are one file of two names."""
PASSED_BY_GROUP = PRIVATE_FOLDER | stat.S_IXGRP
"""Of the home's folder: who knows the name of a file in it gets to it, and nobody can list it."""


def group_number(group: str) -> int | None:
    """The number of a group of this machine; None where there is none of this name."""
    try:
        import grp  # not there where the system is no Unix
    except ImportError:
        return None
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        return None


def in_the_way(home: Home, number: int) -> tuple[Path, str] | None:
    """The uppermost folder above a home that keeps members of a group out, and the mode that lets them pass.

    None where all let them pass. It goes by modes and this group alone: access lists and other groups are not seen.
    """
    for folder in reversed(home.folder.resolve().parents):
        about = folder.stat()
        is_theirs = about.st_gid == number
        if not about.st_mode & (stat.S_IXGRP if is_theirs else stat.S_IXOTH):
            return folder, "g+x" if is_theirs else "o+x"
    return None


def share(home: Home, built: Path, group: str | None) -> str | None:
    """Let the members of a group, if any, read a catalogue that is about to be published; a sentence where they cannot.

    It is done before the swap, so that no analyst meets a closed catalogue between two nights.
    """
    if group is None:
        return None
    number = group_number(group)
    if number is None:
        return (
            f"catalogue_group: there is no group {group} on this machine, so the catalogue stays closed to others; "
            f"make it (groupadd {group}), or mend schedule.yaml"
        )
    try:
        for path, mode in ((built, READ_BY_GROUP), (home.folder, PASSED_BY_GROUP)):
            os.chown(path, -1, number)
            path.chmod(mode)
    except OSError as error:
        return (
            f"catalogue_group: the catalogue could not be given to {group} ({error.strerror}) and stays closed to "
            "others; make the account of the nights a member of that group"
        )
    return None
