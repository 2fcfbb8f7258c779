"""Goals matched on a cluster: share by share, against a catalogue that is written once to a folder which workers see.

Goals alone are the partition. How rare a term is, which courses are the best of a list and how close they come to each
other are facts of the whole catalogue, so workers with a part of it would have to ask each other for every goal.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.engine import share_out
from pipeline.engine.handed import hand_over, taken_over
from pipeline.engine.spread import Engine
from pipeline.errors import WorkerError
from pipeline.match.goal import ReadGoal
from pipeline.match.index import Index
from pipeline.match.matcher import Matching
from pipeline.match.means import Means
from pipeline.match.repair import Repair
from pipeline.match.shares import Spread
from pipeline.match.wordlist import Lexicon
from pipeline.model import MatchSettings

WORDS, REPAIR = "words", "repair"
"""What is not handed over: every machine has the lists of words, and goals come read, with their slips repaired."""


@dataclass(frozen=True)
class Share:
    """Goals, and how they are matched."""

    settings: MatchSettings
    n: int
    language: str | None
    goals: Sequence[ReadGoal]


def goals_by(
    cluster: Engine, path: Path, tell: Callable[[str], None], check: Callable[[], None] = lambda: None
) -> Spread:
    """Deals goals out to a cluster; what it does not do, and all other work, forks of this process do.

    Args:
        cluster: whose workers see `path` under this very name.
        path: a file that holds the catalogue meanwhile.
        tell: is given a sentence where the cluster was lost.
        check: raises WorkerError where it was lost already, so that nothing is written for it.
    """

    def spread(work: Callable[[Any], Any], parts: Sequence[Any]) -> list[Any]:
        found: list[Any] = []
        if isinstance(work, Matching):
            try:
                check()
                handed = hand_over(path, _bare(work.index), _known_there)
                shares = [Share(work.settings, work.n, work.language, part) for part in parts]
                found.extend(cluster.spread(matching_at, (handed, numbers_mark()), shares))
            except WorkerError as error:
                tell(f"{error}; the rest was done on this machine")
            except OSError as error:
                tell(f"{path} could not be written ({error.strerror}); goals were matched on this machine")
            finally:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        return found + share_out(work, parts[len(found) :])

    return spread


def matching_at(handed: Any, mark: str) -> Callable[[Share], Any]:
    """Matches shares, on a worker.

    Raises:
        WorkerError: the catalogue cannot be read there, or the machine counts otherwise.
    """
    if numbers_mark() != mark:
        raise WorkerError("counts otherwise than the machine of the night")
    index = taken_over(handed, lambda name: Lexicon() if name == WORDS else None)

    def match(share: Share) -> Any:
        try:
            return Matching(index, share.settings, share.n, share.language)(share.goals)
        except Exception as error:  # noqa: BLE001 - its text may hold a goal, and workers log it; here it is raised
            raise WorkerError(f"goals could not be matched ({type(error).__name__})") from None

    return match


def numbers_mark() -> str:
    """A hash of what matching makes of a few numbers: the same wherever its results are the same to the bit."""
    numbers = np.linspace(0.001, 9.0, 384 * 16)
    short = numbers.astype(np.float32).reshape(16, 384)
    one_by_one = [math.exp(-number) for number in numbers[::16].tolist()]
    made = (np.log1p(numbers), np.exp(-numbers), np.sqrt(numbers), short @ short[5], np.array(one_by_one))
    return hashlib.blake2b(np.__version__.encode() + b"".join(each.tobytes() for each in made)).hexdigest()


def _bare(index: Index) -> Index:
    """The catalogue without what only this process can do.

    Of what people decided it keeps what explanations tell (who, when, the sense that was meant) and of the wishes that
    they decided for the stems of their words, by which other wishes are found to be the same; not their wordings.
    """
    taught = replace(index.taught, verdicts=tuple(replace(verdict, wording="") for verdict in index.taught.verdicts))
    return replace(index, means=Means(weights=index.means.weights), taught=taught)


def _known_there(each: Any) -> str | None:
    return WORDS if isinstance(each, Lexicon) else REPAIR if isinstance(each, Repair) else None
