"""Files of the home: each is spoilt where it lies, as a bad disk, a full one or a careless copy does it.

What people see is read before the night, the doctor is asked, the night is run, and the doctor is asked again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from faultbook.fault import Fault, Stage, plain, sentence
from faultbook.small import SmallHome, unlike
from pipeline.store import damage, kept_builds

Spoil = Callable[[SmallHome], None]
GARBAGE = b"no file that anybody wrote " * 400


@dataclass(frozen=True, kw_only=True)
class Spoilt:
    """A state of a home, and what is expected of everybody who meets it."""

    name: str
    spoil: Spoil
    doctor: str = ""
    """Found in what the doctor says; empty where it has nothing to say."""
    refused: str = ""
    """Found in the sentence by which the night stops; empty where it publishes."""
    by_hand: Spoil | None = None
    """What a person does before the night, as the doctor says; None where the night mends it."""
    stays: str = ""
    """What the doctor may still say after the night; empty for nothing."""
    is_read_from: str = "the catalogue"
    """Where people can read before the night: the catalogue, or a kept build."""

    @property
    def expected(self) -> str:
        """In words."""
        told = f"doctor says “{plain(self.doctor)}”" if self.doctor else "doctor has nothing to say"
        if self.refused:
            return f"{told}; the night stops: “{self.refused}”, and nothing that is published is touched"
        after = f", and doctor still says “{self.stays}”" if self.stays else ", and doctor has nothing more to say"
        mended = "a person mends it as doctor says; " if self.by_hand else ""
        return f"{told}; {mended}the next night publishes what was there{after}"


def catalogue(small: SmallHome) -> Path:
    """The published file."""
    return small.home.catalogue


def in_place(path: Path, data: bytes) -> None:
    """Write over a file as a disk does: under all its names."""
    with path.open("rb+") as file:
        file.truncate(0)
        file.write(data)


def emptied(name: str) -> Spoil:
    """A file of no bytes."""
    return lambda small: in_place(small.folder / name, b"")


def garbage(name: str) -> Spoil:
    """A file of other bytes, of which nothing lies beside it."""

    def spoil(small: SmallHome) -> None:
        for beside in small.folder.glob(f"{name}-*"):
            beside.unlink()
        (small.folder / name).write_bytes(GARBAGE)

    return spoil


def half(name: str) -> Spoil:
    """The first half of a file."""

    def spoil(small: SmallHome) -> None:
        data = (small.folder / name).read_bytes()
        assert len(data) > 10, f"{name} holds nothing to lose"
        in_place(small.folder / name, data[: len(data) // 2])

    return spoil


def written(name: str, data: bytes) -> Spoil:
    """A file that holds this."""

    def spoil(small: SmallHome) -> None:
        (small.folder / name).parent.mkdir(exist_ok=True)
        (small.folder / name).write_bytes(data)

    return spoil


def removed(name: str) -> Spoil:
    """A file that is gone."""
    return lambda small: (small.folder / name).unlink()


def flipped(small: SmallHome) -> None:
    """A byte of every block but the heads."""
    data = bytearray(catalogue(small).read_bytes())
    for place in range(3 * 4096 + 200_000, len(data), 262_144):
        data[place] ^= 0xFF
    in_place(catalogue(small), bytes(data))


def all_catalogues(small: SmallHome) -> None:
    """The catalogue and every kept build."""
    for path in (catalogue(small), *kept_builds(small.home)):
        in_place(path, GARBAGE)


def bad_build(small: SmallHome) -> None:
    """The oldest kept build."""
    in_place(kept_builds(small.home)[-1], GARBAGE)


def stale_log(small: SmallHome) -> None:
    """What a program leaves that opened the catalogue to write and was killed."""
    other = small.folder.parent / "other.duckdb"
    program = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute(\"SET wal_autocheckpoint = '1TB'\");"
        "c.execute('CREATE TABLE t AS SELECT 1 AS n'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", program, str(other)], check=False)
    shutil.copy(other.with_name("other.duckdb.wal"), small.folder / "catalogue.duckdb.wal")


def half_body(small: SmallHome) -> None:
    """An archived page that was cut."""
    for body in (small.home.pages / "objects").rglob("*.gz"):
        in_place(body, body.read_bytes()[:100])


def half_index(small: SmallHome) -> None:
    """The last line of what a source's run asked was cut."""
    for path in (small.home.pages).rglob("*.jsonl"):
        in_place(path, path.read_bytes()[:-40])


def lock_of_the_dead(small: SmallHome) -> None:
    """The name that a killed night left at the lock."""
    (small.folder / "night.owner").write_text('{"pid": 99999999, "purpose": "schedule"}')


def all_readings(small: SmallHome) -> None:
    """What was made of each page, cut."""
    paths = [path for path in small.home.readings.rglob("*") if path.is_file()]
    assert paths
    for path in paths:
        in_place(path, path.read_bytes()[: path.stat().st_size // 2])


def copy_of_the_build(small: SmallHome) -> None:
    """What the doctor prints."""
    shutil.copy(kept_builds(small.home)[0], catalogue(small))


def log_of_a_failed_night(small: SmallHome) -> None:
    """The summary of the last night, cut."""
    path = max(small.home.logs.glob("*.json"))
    in_place(path, path.read_bytes()[:30])


def opened(name: str) -> Spoil:
    """A private file that all may read."""
    return lambda small: (small.folder / name).chmod(0o644)


def closed(name: str) -> Spoil:
    """As the doctor says."""
    return lambda small: (small.folder / name).chmod(0o600)


def settings(text: bytes) -> Spoil:
    """Other words in schedule.yaml."""
    return lambda small: small.config.write_bytes(text) and None


SPOILT = (
    Spoilt(name="the catalogue is of zero bytes", spoil=emptied("catalogue.duckdb"), doctor="catalogue.duckdb is empty (0 bytes)", is_read_from="a kept build", stays="the kept catalogue"),
    Spoilt(name="half of the catalogue", spoil=half("catalogue.duckdb"), doctor="catalogue.duckdb cannot be read", is_read_from="a kept build", stays="the kept catalogue"),
    Spoilt(name="flipped bits deep in the catalogue", spoil=flipped, doctor="catalogue.duckdb cannot be read", is_read_from="a kept build", stays="the kept catalogue"),
    Spoilt(name="the catalogue is gone", spoil=removed("catalogue.duckdb"), doctor="the catalogue is gone, while builds/", by_hand=copy_of_the_build, is_read_from="a kept build"),
    Spoilt(name="the catalogue and every kept build are garbage", spoil=all_catalogues, doctor="no kept build can be read either", refused="bring a backup back", is_read_from="nothing"),
    Spoilt(name="the oldest kept build is garbage", spoil=bad_build, doctor="delete it: rm", stays="delete it: rm"),
    Spoilt(name="a log of another program beside the catalogue", spoil=stale_log, doctor="catalogue.duckdb.wal lies beside the catalogue", is_read_from="a kept build"),
    Spoilt(name="a half-built catalogue of a killed night", spoil=written("builds/20261123T073000-aaa.building", b"half"), doctor="a night was stopped half-way and left builds/20261123T073000-aaa.building"),
    Spoilt(name="a catalogue that was not swapped in any more", spoil=written("catalogue.next", b"half"), doctor="left catalogue.next"),
    Spoilt(name="the salt is gone", spoil=removed("salt"), doctor="the salt is missing", refused="salt"),
    Spoilt(name="half of the salt", spoil=half("salt"), doctor="the salt holds 16 bytes, 32 were expected", refused="holds 16 bytes, 32 were expected"),
    Spoilt(name="decisions of zero bytes", spoil=emptied("decisions.sqlite"), doctor="decisions.sqlite cannot be used: it is empty (0 bytes)", refused="decisions.sqlite"),
    Spoilt(name="garbage in the place of decisions", spoil=garbage("decisions.sqlite"), doctor="decisions.sqlite cannot be used: file is not a database", refused="decisions.sqlite"),
    Spoilt(name="half of the answers", spoil=half("surveys.sqlite"), doctor="surveys.sqlite cannot be used", refused="surveys.sqlite"),
    Spoilt(name="answers of zero bytes", spoil=emptied("surveys.sqlite"), doctor="surveys.sqlite cannot be used: it is empty (0 bytes)", refused="surveys.sqlite"),
    Spoilt(name="garbage in the place of the ledger of circles", spoil=written("circles.sqlite", GARBAGE), doctor="circles.sqlite cannot be used", refused="circles.sqlite"),
    Spoilt(name="garbage in the place of the wordings", spoil=garbage("demand.sqlite"), doctor="demand.sqlite cannot be used"),
    Spoilt(name="half of the vectors", spoil=half("vectors.npy")),
    Spoilt(name="vectors of zero bytes", spoil=emptied("vectors.npy")),
    Spoilt(name="half of the words of courses", spoil=half("words.bin")),
    Spoilt(name="garbage in the place of the words of courses", spoil=garbage("words.bin")),
    Spoilt(name="half of what is close to wishes", spoil=half("near.npz")),
    Spoilt(name="garbage in the place of what is close to wishes", spoil=garbage("near.npz")),
    Spoilt(name="half of the pools of wishes", spoil=half("pools.bin")),
    Spoilt(name="pools of wishes of zero bytes", spoil=emptied("pools.bin")),
    Spoilt(name="half of what was read from each page", spoil=all_readings),
    Spoilt(name="archived pages that were cut", spoil=half_body, doctor="archived pages are half-written or damaged"),
    Spoilt(name="the index of archived pages, cut in its last line", spoil=half_index),
    Spoilt(name="half of the pointer to the last good run", spoil=half("pages/latest/north.json"), doctor="the archive does not know the last pages of north"),
    Spoilt(name="an unfinished file among the pages", spoil=written("pages/latest/.north.json.tmp", b"{"), doctor="1 unfinished files of a stopped night lie in pages/"),
    Spoilt(name="half of what people were told", spoil=written("told.json", b'{"unsent": [')),
    Spoilt(name="a last night at no time", spoil=written("schedule.last", b"half a ti")),
    Spoilt(name="the name of a dead night at the lock", spoil=lock_of_the_dead, doctor="a night was killed and left its name at the lock (process 99999999, schedule)"),
    Spoilt(name="half of the summary of a night", spoil=log_of_a_failed_night, doctor="is half-written: the machine or the disk stopped that night"),
    Spoilt(name="a file of answers that all may read", spoil=opened("surveys.sqlite"), doctor="other accounts may read what is private: surveys.sqlite (644), expected 600", by_hand=closed("surveys.sqlite")),
    Spoilt(name="a restore that was cut off", spoil=lambda small: (small.folder / ".restoring").mkdir(), doctor="a restore was cut off", refused="a restore into"),
    Spoilt(name="garbage in the place of the rooms", spoil=written("spaces.csv", b"\xff\xfe\x00\x81" * 50)),
)  # fmt: skip


def play(spoilt: Spoilt, stage: Stage) -> str:
    """Spoil it, ask the doctor, run the night, ask again."""
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    published = catalogue(small).read_bytes()
    spoilt.spoil(small)
    assert readable(small) == spoilt.is_read_from
    said = [f"{finding.what}; {finding.do}" for finding in small.doctor()]
    found = [text for text in said if spoilt.doctor in text]
    assert found if spoilt.doctor else said == [], said
    told = f"doctor: {plain(found[0], small.folder)}" if spoilt.doctor else "doctor: nothing"
    if spoilt.by_hand:
        spoilt.by_hand(small)
    before = catalogue(small).read_bytes() if catalogue(small).exists() else b""
    night = small.night()
    if spoilt.refused:
        assert night.status in (1, 2), night
        assert spoilt.refused in sentence(night.reason), night
        assert catalogue(small).read_bytes() == before
        assert spoilt.is_read_from == "nothing" or before == published
        return f"{told}; the night: {plain(night.reason, small.folder)}"
    assert night.status == 0, night
    assert night.json["published"]
    assert list(unlike(small.shown(), shown)) == []
    assert small.decisions() == decisions
    left = [f"{finding.what}; {finding.do}" for finding in small.doctor()]
    assert all(spoilt.stays and spoilt.stays in text for text in left), left
    assert bool(left) == bool(spoilt.stays)
    after = f"doctor then: {plain(left[0], small.folder)}" if left else "doctor then: nothing"
    return f"{told}; the next night published the same; {after}"


def readable(small: SmallHome) -> str:
    """What of what was published can be read now."""
    if catalogue(small).exists() and damage(catalogue(small)) is None:
        return "the catalogue"
    return "a kept build" if any(damage(each) is None for each in kept_builds(small.home)) else "nothing"


TABLE = tuple(
    Fault(group="files", name=each.name, expected=each.expected, play=partial(play, each)) for each in SPOILT
)
