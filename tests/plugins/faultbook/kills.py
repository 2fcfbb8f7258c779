"""kill -9, as power loss does it: at each stage of a night, before its steps on the disk, at random moments, and in the
middle of the other verbs that write. One home bears all the kills of a row, one after the other.
"""

from __future__ import annotations

import json
import random
import signal
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from faultbook.apart import Apart
from faultbook.fault import Fault, Stage
from faultbook.small import DAY, SmallHome, survey, unlike
from pipeline.flow.report import STAGES
from pipeline.store import damage

SEED = 20261127
MOMENTS = 12
STEPS = {"rename": "before each file is put in its place", "fsync": "before each file is made to last"}
STEPS |= {"remove": "before each file is removed", "open": "before files are opened to write"}
MOST = 6
"""Steps of a kind at which a night is killed; where it has more of them, so many by chance."""
KILLED = -signal.SIGKILL


def chosen(n: int, kind: str) -> Sequence[int]:
    """Which of n steps; the first and the last are always among them."""
    if n <= MOST:
        return range(1, n + 1)
    chance = random.Random(f"{SEED}{kind}")
    return sorted({1, n, *chance.sample(range(2, n), MOST - 2)})


def night_killed(small: SmallHome, apart: Apart, order: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    """Begin a night and kill it; whether it was killed. What people see is as it was."""
    said = apart.verb(small, *small.words(), **order)
    assert said.status in (KILLED, 0), said
    assert damage(small.home.catalogue) is None
    assert list(unlike(small.shown(), shown)) == []
    return said.status == KILLED


def told_by_doctor(small: SmallHome) -> set[str]:
    """How bad the doctor finds what killed nights left."""
    an_hour_later = small.nights[-1] + DAY * 25 / 24
    return {finding.level for finding in small.doctor(an_hour_later)}


def mends_itself(small: SmallHome, shown: Mapping[str, Any], decisions: Iterable[Any]) -> None:
    """The next night publishes the same, sweeps what was left, and the doctor has nothing to say."""
    night = small.night()
    assert night.status == 0, night
    assert list(unlike(small.shown(), shown)) == []
    assert small.decisions() == decisions
    assert [finding.what for finding in small.doctor()] == []
    assert leftovers(small.folder) == [], leftovers(small.folder)


def leftovers(folder: Path) -> list[str]:
    """Files that only pass, and are there."""
    passing = (".tmp", ".building", ".next", ".wal", ".partial")
    found = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(folder)) for path in found if path.suffix in passing or path.name[0] == ".")


def play(stage: Stage, kind: str) -> str:
    """A night is killed at each of its steps of a kind."""
    small, apart = stage["small_home"], stage["apart"]
    shown, decisions = small.shown(), small.decisions()
    n = 1 if kind.startswith("stage ") else stage["night_steps"].get(kind, 0)
    assert n > 0, f"a night has no step of the kind {kind}"
    numbers = chosen(n, kind)
    killed = sum(night_killed(small, apart, {"kind": kind, "number": number}, shown) for number in numbers)
    assert killed >= max(1, len(numbers) - 2), (killed, numbers)  # a night after a killed one may have fewer steps
    assert told_by_doctor(small) <= {"note"}, small.doctor()
    mends_itself(small, shown, decisions)
    often = "once" if killed == 1 else f"{killed} times"
    return f"killed {often}; every time people see what they saw; doctor has notes at most; the next night mends all"


def play_moments(stage: Stage) -> str:
    """A night is killed at random moments."""
    small, apart = stage["small_home"], stage["apart"]
    shown, decisions = small.shown(), small.decisions()
    chance, seconds = random.Random(SEED), stage["night_seconds"]
    killed = sum(night_killed(small, apart, {"seconds": chance.uniform(0.0, seconds)}, shown) for _ in range(MOMENTS))
    assert killed >= MOMENTS // 2
    assert told_by_doctor(small) <= {"note"}
    mends_itself(small, shown, decisions)
    return f"killed at most of {MOMENTS} moments; {MENDED}"


def play_survey(stage: Stage) -> str:
    """`survey add` is killed at its steps: the answers are all there, or none of them."""
    small, apart = stage["small_home"], stage["apart"]
    file = survey(stage.folder / "again.csv")
    file.write_text(file.read_text().replace("2026/11/", "2026/10/").replace("Excel", "Knitting"))
    words = ["survey", "add", file, "--config", small.config, "--new"]
    begun, killed = time.monotonic(), 0
    counts = apart.counted(small.copied(stage.folder / "counted"), *words)
    seconds, chance = time.monotonic() - begun, random.Random(SEED)
    orders: list[dict[str, Any]] = [{"seconds": chance.uniform(0.0, seconds)} for _ in range(MOMENTS)]
    for kind in ("rename", "fsync", "remove", "open"):
        orders += [{"kind": kind, "number": number} for number in chosen(counts.get(kind, 0), kind)]
    for n, order in enumerate(orders):
        one = small.copied(stage.folder / f"at{n}")
        killed += apart.verb(one, *words, **order).status == KILLED
        assert told_by_doctor(one) <= {"note"}, one.doctor()
        again = one.verb(*words)
        assert again.status in (0, 1, 2), again
        assert len(one.verb("survey", "list", "--json").json) == 2
    assert killed >= MOMENTS // 3
    return "killed at its steps and at moments by chance; added again, the answers are there once"


def play_backup(stage: Stage) -> str:
    """`backup` is killed at its steps: there is a whole backup under its name, or none."""
    small, apart = stage["small_home"], stage["apart"]
    words = ["backup", "--config", small.config]
    counts = apart.counted(small, *words, stage.folder / "whole.tar.gz")
    killed = 0
    for kind in ("rename", "fsync", "remove", "open"):
        for number in chosen(counts.get(kind, 0), kind):
            target = stage.folder / "kept" / f"{kind}{number}.tar.gz"
            target.parent.mkdir(exist_ok=True)
            said = apart.verb(small, *words, target, kind=kind, number=number, place=str(stage.folder))
            killed += said.status == KILLED
            if target.exists():
                empty = stage.folder / f"from-{kind}{number}"
                assert small.verb("restore", target, "--home", empty).status == 0
    assert killed >= 3
    assert told_by_doctor(small) <= {"note"}
    return "killed at each of its steps; under its name there is a whole backup, or none; the home is as it was"


def play_restore(stage: Stage) -> str:
    """`restore` is killed at its steps: doctor says so, and restoring once more into an empty home brings all."""
    small, apart = stage["small_home"], stage["apart"]
    file = stage.folder / "whole.tar.gz"
    assert small.verb("backup", file, "--config", small.config).status == 0
    shown, decisions, killed = small.shown(), small.decisions(), 0
    counts_at = stage.folder / "counts.json"
    counted = stage.folder / "counted"
    assert apart.order(counted, small.connectors, "restore", file, counts=str(counts_at)).status == 0
    counts = json.loads(counts_at.read_text())
    for kind in ("rename", "fsync", "open"):
        for number in chosen(counts.get(kind, 0), kind):
            target = stage.folder / f"to-{kind}{number}"
            said = apart.order(target, small.connectors, "restore", file, kind=kind, number=number)
            killed += said.status == KILLED
            there = SmallHome(target, small.connectors, small.config, small.providers, list(small.nights))
            if said.status == KILLED and target.exists() and any(target.iterdir()):
                if there.home.catalogue.exists():
                    assert list(unlike(there.shown(), shown)) == []
                else:
                    assert any("restore was cut off" in f.what or "no night" in f.what for f in there.doctor())
    again = SmallHome(stage.folder / "again", small.connectors, small.config, small.providers, list(small.nights))
    assert small.verb("restore", file, "--home", again.folder).status == 0
    assert list(unlike(again.shown(), shown)) == []
    assert again.decisions() == decisions
    assert killed >= 3
    return "killed at each of its steps; doctor tells a cut-off restore; once more into an empty home brings all"


MENDED = "every time people see what they saw; doctor has notes at most; the next night mends all"
TABLE = (
    *(
        Fault(
            group="kills",
            name=f"a night when {stage} begins",
            expected=MENDED,
            play=partial(play, kind=f"stage {stage}"),
            is_slow=True,
        )
        for stage in STAGES
    ),
    *(
        Fault(group="kills", name=f"a night {words}", expected=MENDED, play=partial(play, kind=kind), is_slow=True)
        for kind, words in STEPS.items()
    ),
    Fault(group="kills", name=f"a night at {MOMENTS} random moments", expected=MENDED, play=play_moments, is_slow=True),
    Fault(
        group="kills",
        name="`survey add`",
        expected="added again, the answers are there once",
        play=play_survey,
        is_slow=True,
    ),
    Fault(
        group="kills",
        name="`backup`",
        expected="under its name there is a whole backup, or none; the home is as it was",
        play=play_backup,
        is_slow=True,
    ),
    Fault(
        group="kills",
        name="`restore`",
        expected="doctor tells a cut-off restore; once more into an empty home brings all",
        play=play_restore,
        is_slow=True,
    ),
)
