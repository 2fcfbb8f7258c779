"""Files of the home: each is spoilt where it lies, as a bad disk, a full one or a careless copy does it.

What people see is read before the night, the doctor is asked, the night is run, and the doctor is asked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from faultbook import spoil
from faultbook.fault import Fault, Stage, plain, sentence
from faultbook.small import SmallHome, unlike
from faultbook.spoil import Spoil, catalogue, emptied, garbage, half, removed, written
from pipeline.store import damage, kept_builds


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


FROM_A_BUILD = {"is_read_from": "a kept build", "stays": "the kept catalogue"}
"""The published file and the newest build are one file of two names: who spoils it where it lies, spoils both."""


def _mended(name: str, how: Spoil, doctor: str = "", **more: Any) -> Spoilt:
    return Spoilt(name=name, spoil=how, doctor=doctor, **more)


def _refused(name: str, how: Spoil, doctor: str, refused: str, **more: Any) -> Spoilt:
    return Spoilt(name=name, spoil=how, doctor=doctor, refused=refused, **more)


SPOILT = (
    _mended(
        "the catalogue is of zero bytes",
        emptied("catalogue.duckdb"),
        "catalogue.duckdb is empty (0 bytes)",
        **FROM_A_BUILD,
    ),
    _mended("half of the catalogue", half("catalogue.duckdb"), "catalogue.duckdb cannot be read", **FROM_A_BUILD),
    _mended("flipped bits deep in the catalogue", spoil.flipped, "catalogue.duckdb cannot be read", **FROM_A_BUILD),
    _mended(
        "the catalogue is gone",
        removed("catalogue.duckdb"),
        "the catalogue is gone, while builds/",
        by_hand=spoil.copy_of_the_build,
        is_read_from="a kept build",
    ),
    _refused(
        "the catalogue and every kept build are garbage",
        spoil.all_catalogues,
        "no kept build can be read either",
        "bring a backup back",
        is_read_from="nothing",
    ),
    _mended("the oldest kept build is garbage", spoil.bad_build, "delete it: rm", stays="delete it: rm"),
    _mended(
        "a log of another program beside the catalogue",
        spoil.stale_log,
        "catalogue.duckdb.wal lies beside the catalogue",
        is_read_from="a kept build",
    ),
    _mended(
        "a half-built catalogue of a killed night",
        written("builds/20261123T073000-aaa.building", b"half"),
        "a night was stopped half-way and left builds/20261123T073000-aaa.building",
    ),
    _mended("a catalogue that was not swapped in any more", written("catalogue.next", b"half"), "left catalogue.next"),
    _refused("the salt is gone", removed("salt"), "the salt is missing", "salt"),
    _refused(
        "half of the salt",
        half("salt"),
        "the salt holds 16 bytes, 32 were expected",
        "holds 16 bytes, 32 were expected",
    ),
    _refused(
        "decisions of zero bytes",
        emptied("decisions.sqlite"),
        "decisions.sqlite cannot be used: it is empty (0 bytes)",
        "decisions.sqlite",
    ),
    _refused(
        "garbage in the place of decisions",
        garbage("decisions.sqlite"),
        "decisions.sqlite cannot be used: file is not a database",
        "decisions.sqlite",
    ),
    _refused("half of the answers", half("surveys.sqlite"), "surveys.sqlite cannot be used", "surveys.sqlite"),
    _refused(
        "answers of zero bytes",
        emptied("surveys.sqlite"),
        "surveys.sqlite cannot be used: it is empty (0 bytes)",
        "surveys.sqlite",
    ),
    _refused(
        "garbage in the place of the ledger of circles",
        written("circles.sqlite", spoil.GARBAGE),
        "circles.sqlite cannot be used",
        "circles.sqlite",
    ),
    _mended("garbage in the place of the wordings", garbage("demand.sqlite"), "demand.sqlite cannot be used"),
    _mended("half of the vectors", half("vectors.npy")),
    _mended("vectors of zero bytes", emptied("vectors.npy")),
    _mended("half of the words of courses", half("words.bin")),
    _mended("garbage in the place of the words of courses", garbage("words.bin")),
    _mended("half of what is close to wishes", half("near.npz")),
    _mended("garbage in the place of what is close to wishes", garbage("near.npz")),
    _mended("half of the blocks of listings", half("blocks.bin")),
    _mended("garbage in the place of the blocks of listings", garbage("blocks.bin")),
    _mended("half of the pools of wishes", half("pools.bin")),
    _mended("pools of wishes of zero bytes", emptied("pools.bin")),
    _mended("half of what was read from each page", spoil.all_readings),
    _mended("archived pages that were cut", spoil.half_body, "archived pages are half-written or damaged"),
    _mended("the index of archived pages, cut in its last line", spoil.half_index),
    _mended(
        "half of the pointer to the last good run",
        half("pages/latest/north.json"),
        "the archive does not know the last pages of north",
    ),
    _mended(
        "an unfinished file among the pages",
        written("pages/latest/.north.json.tmp", b"{"),
        "1 unfinished files of a stopped night lie in pages/",
    ),
    _mended("half of what people were told", written("told.json", b'{"unsent": [')),
    _mended("a last night at no time", written("schedule.last", b"half a ti")),
    _mended(
        "power loss: a catalogue whose second half never reached the disk",
        spoil.unwritten_tail("catalogue.duckdb"),
        "catalogue.duckdb cannot be read",
        **FROM_A_BUILD,
    ),
    _mended(
        "power loss: archived pages with names and no bytes",
        spoil.all_unwritten("pages/objects/*/*.gz"),
        "archived pages are half-written or damaged",
    ),
    _mended("power loss: indexes of pages with names and no bytes", spoil.all_unwritten("pages/runs/*/*.jsonl")),
    _mended(
        "power loss: pointers to the last good runs with names and no bytes",
        spoil.all_unwritten("pages/latest/*.json"),
        "the archive does not know the last pages of north, south",
    ),
    _mended("power loss: readings with names and no bytes", spoil.all_unwritten("readings/*/*.bin")),
    _mended(
        "power loss: wordings whose second half never reached the disk",
        spoil.unwritten_tail("demand.sqlite"),
        "demand.sqlite cannot be used",
    ),
    _mended(
        "power loss: the summary of the last night with a name and no bytes",
        spoil.last_summary_unwritten,
        "is half-written: the machine or the disk stopped that night",
    ),
    _refused(
        "power loss: a salt with a name and no bytes",
        emptied("salt"),
        "the salt holds 0 bytes, 32 were expected",
        "holds 0 bytes, 32 were expected",
    ),
    _refused(
        "power loss: decisions whose second half never reached the disk",
        spoil.unwritten_tail("decisions.sqlite"),
        "decisions.sqlite cannot be used",
        "decisions.sqlite",
    ),
    _mended(
        "the name of a dead night at the lock",
        spoil.lock_of_the_dead,
        "a night was killed and left its name at the lock (process 99999999, schedule)",
    ),
    _mended(
        "half of the summary of a night",
        spoil.log_of_a_failed_night,
        "is half-written: the machine or the disk stopped that night",
    ),
    _mended(
        "a file of answers that all may read",
        spoil.opened("surveys.sqlite"),
        "other accounts may read what is private: surveys.sqlite (644), expected 600",
        by_hand=spoil.closed("surveys.sqlite"),
    ),
    _refused("a restore that was cut off", spoil.cut_restore, "a restore was cut off", "a restore into"),
    _mended(
        "garbage in the place of the rooms",
        written("spaces.csv", b"\xff\xfe\x00\x81" * 50),
        "the list of spaces cannot be used",
        stays="the list of spaces cannot be used",
    ),
)


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
    Fault(group="files", name=each.name, expected=each.expected, play=partial(play, each), is_slow=True)
    for each in SPOILT
)
