"""The machine: a disk that is full, read-only or small, too little memory, too few open files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from faultbook.fault import TRACEBACK, Fault, Stage, plain, sentence
from faultbook.kills import leftovers, mends_itself
from faultbook.small import DAY, SmallHome, survey, unlike
from pipeline.store import damage

MIB = 1 << 20
DISK = 64 * MIB


@contextmanager
def small_disk(place: Path, size: int = DISK) -> Iterator[Path]:
    """A disk of its own, in memory."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path, leave: int) -> None:
    """Leave so many bytes on the disk."""
    about = os.statvfs(disk)
    with (disk / "filler").open("wb") as file:
        rest = about.f_bavail * about.f_frsize - leave
        while rest > 0:
            file.write(b"\xff" * min(rest, 1 << 16))
            rest -= 1 << 16


def play_full(stage: Stage, leave: int) -> str:
    """The disk has so much room left when the night begins."""
    small: SmallHome = stage["small_once"]
    with small_disk(stage.folder / "disk") as disk:
        here = small.copied(disk)
        shown, decisions = here.shown(), here.decisions()
        fill(disk, leave)
        night = here.night()
        told = sentence(night.reason)
        assert night.status == 1, night
        assert "disk is full" in told or "No space left on device" in told, told
        assert damage(here.home.catalogue) is None
        assert list(unlike(here.shown(), shown)) == []
        (disk / "filler").unlink()
        mends_itself(here, shown, decisions)
    return f"{plain(told, here.folder, disk)}; people see what they saw; with room again the next night publishes"


def play_decide_full(stage: Stage) -> str:
    """A decision on a full disk is refused whole, and taken once there is room."""
    small: SmallHome = stage["small_once"]
    with small_disk(stage.folder / "disk") as disk:
        here = small.copied(disk)
        topic = here.shown()["topics"][1][0]
        fill(disk, 0)
        said = here.verb("decide", topic, "later", "--by", "rosa")
        decided_full = said.status == 0
        told = "it was taken" if decided_full else sentence(said.reason)
        (disk / "filler").unlink()
        if not decided_full:
            assert here.verb("decide", topic, "later", "--by", "rosa").status == 0
        assert [each[:2] for each in here.decisions()][-1] == (topic, "later")
        assert len(here.decisions()) == len(small.decisions()) + 1
    return f"{plain(told, here.folder, disk)}; with room again it is there once"


WORDS: dict[str, tuple[str, ...]] = {
    "run": ("run", "--no-harvest", "--config", "CONFIG"),
    "decide": ("decide", "TOPIC", "later", "--by", "ana"),
    "survey add": ("survey", "add", "FILE", "--new", "--config", "CONFIG"),
    "backup": ("backup", "HOME/../backup.tar.gz", "--config", "CONFIG"),
    "restore": ("restore", "BACKUP", "--home", "HOME/../new"),
    "purge-survey": ("purge-survey", "SURVEY", "--config", "CONFIG"),
}


READ_ONLY = ("Read-only file system", "Permission denied", "read-only for this account")
"""One of these is in what is said, whoever finds it out."""


def play_read_only(stage: Stage, name: str) -> str:
    """A verb on a home that can be read only."""
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    file, backup = survey(stage.folder / "more.csv"), stage.folder / "b.tar.gz"
    assert small.verb("backup", backup, "--config", small.config).status == 0
    known = small.verb("survey", "list", "--json").json[0]["survey_id"]
    given = {"TOPIC": shown["topics"][1][0], "FILE": file, "BACKUP": backup, "SURVEY": known}
    given["CONFIG"] = small.config
    words = [str(given.get(word, word)).replace("HOME", str(small.folder)) for word in WORDS[name]]
    with stage["read_only"](small.folder.parent):
        said = small.verb(*words)
        assert list(unlike(small.shown(), shown)) == []
        assert small.decisions() == decisions
    assert said.status in (1, 2), said
    told = sentence(said.reason)
    assert any(words in told for words in READ_ONLY), told
    assert damage(small.home.catalogue) is None
    mends_itself(small, shown, decisions)
    return f"{plain(told, small.folder, small.folder.parent)}; people see what they saw"


def play_short(stage: Stage, limits: dict[str, int], *, may_publish: bool) -> str:
    """A night that gets too little of something from the machine."""
    small, apart = stage["small_home"], stage["apart"]
    shown, decisions = small.shown(), small.decisions()
    said = apart.verb(small, *small.words(), limits=limits)
    assert TRACEBACK not in said.out + said.err, said.err[-3000:]
    is_ended = said.status in BY_NATIVE_CODE
    assert is_ended or said.status in ((0, 1) if may_publish else (1,)), said
    small.nights.append(small.nights[-1] + DAY)
    assert damage(small.home.catalogue) is None
    assert list(unlike(small.shown(), shown)) == []
    if is_ended:
        told = "ended by the system, as by kill -9"
    else:
        told = "it published all the same" if said.status == 0 else sentence(said.reason)
        assert "damaged" not in told
    mends_itself(small, shown, decisions)
    assert leftovers(small.folder) == []
    return f"{plain(told, small.folder)}; people see what they saw; the next night publishes"


BY_NATIVE_CODE = (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, 127)
"""DuckDB and ONNX Runtime end the process where they get no memory or no file in the middle of their work; so does the
C library, with 127: "cannot allocate memory for thread-local data" (2026-11)."""
STAYS = "people see what they saw"
TABLE = (
    *(
        Fault(
            group="machine",
            name=f"a disk with {words} left",
            expected=f"the night fails and names the full disk; “{STAYS}”; with room again the next night publishes",
            play=partial(play_full, leave=leave),
            is_slow=True,
        )
        for words, leave in (("nothing", 0), ("4 KiB", 4096), ("400 KiB", 400 << 10), ("1.5 MiB", 1536 << 10))
    ),
    Fault(
        group="machine",
        name="a decision on a full disk",
        expected="refused in a sentence or taken, never half; with room again “it is there once”",
        play=play_decide_full,
        is_slow=True,
    ),
    *(
        Fault(
            group="machine",
            name=f"`{name}` where a home and all around it is read-only",
            expected=f"refused in a sentence that names the read-only disk; “{STAYS}”",
            play=partial(play_read_only, name=name),
            is_slow=True,
        )
        for name in WORDS
    ),
    *(
        Fault(
            group="machine",
            name=f"no more than {mib} MiB of memory beyond the program",
            expected=f"published, told in a sentence, or ended by the system; “{STAYS}”; the next night publishes",
            play=partial(play_short, limits={"memory": mib * MIB}, may_publish=True),
            is_slow=True,
        )
        for mib in (16, 64, 160, 320)
    ),
    Fault(
        group="machine",
        name="no more than 12 files may be open",
        expected="published, told in a sentence, or ended by the system; no traceback; "
        f"“{STAYS}”; the next night publishes",
        play=partial(play_short, limits={"files": 12}, may_publish=True),
        is_slow=True,
    ),
    Fault(
        group="machine",
        name="no file may be larger than 100 KiB",
        expected=f"a sentence, no traceback; “{STAYS}”; the next night publishes",
        play=partial(play_short, limits={"file_bytes": 100 << 10}, may_publish=False),
        is_slow=True,
    ),
)
