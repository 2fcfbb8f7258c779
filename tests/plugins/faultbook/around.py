"""Files that people write: settings, the rules and code of a source, backups carried elsewhere."""

from __future__ import annotations

import gzip
import zlib
from functools import partial
from pathlib import Path

from faultbook.fault import Fault, Stage, plain, sentence
from faultbook.kills import mends_itself
from faultbook.small import SmallHome, unlike
from pipeline.store import damage


def play_settings(stage: Stage, text: bytes, told: str) -> str:
    """The settings are broken; the doctor says which line, no night runs, and all is well once it is mended."""
    small: SmallHome = stage["small_home"]
    shown, decisions, good = small.shown(), small.decisions(), small.config.read_bytes()
    small.config.write_bytes(text)
    night = small.verb(*small.words())
    assert night.status == 2, night
    said = " ".join(line.removeprefix("circlewise: ") for line in night.err.splitlines())
    assert told in sentence(said), said
    doctor = small.verb("doctor", "--config", small.config, "--json")
    assert doctor.status == 1
    assert any(told in finding["what"] for finding in doctor.json["findings"]), doctor.json["findings"]
    assert list(unlike(small.shown(), shown)) == []
    small.config.write_bytes(good)
    mends_itself(small, shown, decisions)
    return f"{plain(said, small.folder.parent)}; doctor says the same; mended, the next night publishes"


def play_source(stage: Stage, file: str, text: str, told: str) -> str:
    """A file of a source is broken: the night names it, and all is well once it is mended."""
    small: SmallHome = stage["small_home"]
    shown, decisions = small.shown(), small.decisions()
    path = small.connectors / "south" / file
    good = path.read_text()
    path.write_text(text)
    try:
        night = small.verb(*small.words())
        assert night.status == 2, night
        assert told in sentence(night.reason), night.reason
        assert list(unlike(small.shown(), shown)) == []
    finally:
        path.write_text(good)
    mends_itself(small, shown, decisions)
    return f"{plain(night.reason, small.connectors)}; mended, the next night publishes"


def play_bad_backup(stage: Stage, spoil: str) -> str:
    """A backup that was cut, or of which a bit has flipped, is refused whole."""
    small: SmallHome = stage["small_home"]
    file = stage.folder / "backup.tar.gz"
    assert small.verb("backup", file, "--config", small.config).status == 0
    data = bytearray(file.read_bytes())
    if spoil == "cut":
        del data[len(data) // 2 :]
    else:
        data[flipped_at(data)] ^= 0x10
    file.write_bytes(data)
    empty = stage.folder / "empty"
    said = small.verb("restore", file, "--home", empty)
    assert said.status == 1, said
    assert left(empty) == []
    assert damage(small.home.catalogue) is None
    return f"{plain(sentence(said.reason), stage.folder)}; nothing is left in the empty home"


def flipped_at(packed: bytearray) -> int:
    """Where a flipped bit changes what is unpacked, from the middle on.

    Not everywhere: a run of zeros is the same whether it is copied from one or from seventeen bytes before.
    """
    whole = gzip.decompress(packed)
    for place in range(len(packed) // 2, len(packed)):
        spoilt = packed[:]
        spoilt[place] ^= 0x10
        try:
            if gzip.decompress(spoilt) != whole:
                return place
        except (OSError, EOFError, zlib.error):
            return place
    raise AssertionError("every flipped bit leaves what is unpacked as it is")


def left(folder: Path) -> list[str]:
    """What a restore that failed left, but for the file of the lock."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != "night.lock")


MENDED = "mended, the next night publishes"
TABLE = (
    Fault(
        group="files",
        name="settings that are no YAML",
        expected=f"the night stops, doctor says the same: “schedule.yaml”; {MENDED}",
        play=partial(play_settings, text=b"night: [", told="schedule.yaml"),
        is_slow=True,
    ),
    Fault(
        group="files",
        name="a key in the settings that is spelt wrong",
        expected=f"the night stops, doctor says the same: “nigth”; {MENDED}",
        play=partial(
            play_settings,
            text=b"timezone: UTC\ncontact: a@example.net\nnight: {at: '02:30'}\nnigth: 1\n",
            told="nigth",
        ),
        is_slow=True,
    ),
    Fault(
        group="files",
        name="a connector that cannot be imported",
        expected=f"the night stops: “cannot be imported (SyntaxError”; {MENDED}",
        play=partial(play_source, file="connector.py", text="class South(:\n", told="cannot be imported (SyntaxError"),
        is_slow=True,
    ),
    Fault(
        group="files",
        name="a source.yaml without its expectations",
        expected=f"the night stops: “expect”; {MENDED}",
        play=partial(
            play_source,
            file="source.yaml",
            text="source: south\ntitle: S\npublisher: s\nhome: https://south.example.org/\nterms: not verified\n",
            told="expect",
        ),
        is_slow=True,
    ),
    Fault(
        group="files",
        name="half of a backup",
        expected="refused in a sentence; “nothing is left in the empty home”",
        play=partial(play_bad_backup, spoil="cut"),
        is_slow=True,
    ),
    Fault(
        group="files",
        name="a flipped bit in a backup",
        expected="refused in a sentence; “nothing is left in the empty home”",
        play=partial(play_bad_backup, spoil="bit"),
        is_slow=True,
    ),
)
