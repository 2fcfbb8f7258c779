"""Files that people bring, read in a process of its own: exports of surveys, and sheets of the ledger.

A file of some kilobytes can unpack to millions of cells; whoever reads it here waits for what it takes, at most.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from pipeline.circles.sheets import Tables, tables_of
from pipeline.contract.grid import Grid
from pipeline.engine import Bounded, Limits, RaisedError
from pipeline.errors import UsageError, WorkerError
from pipeline.model import Answer, Export, Question, SurveyMapping
from pipeline.survey import read_export

EXPORT = Limits(cpu_seconds=600.0, memory_mib=4096, seconds=1800.0, answer_mib=1024)
"""An export of 250,000 rows, the most that is read, takes less."""
SHEETS = Limits(cpu_seconds=120.0, memory_mib=1024, seconds=600.0)
"""The ledger of a programme of twenty circles takes a second; 89 kB of XLSX that unpack to 3 million cells 23 s and
1.4 GiB (2026-11).
"""


def read_apart(data: bytes, name: str, dictionary: tuple[bytes, str] | None, mapping: SurveyMapping) -> Export:
    """A survey export, as `read_export` reads it.

    Raises:
        UsageError: as `read_export`; or reading it took too much.
    """
    found: Export = _ask(read_export, (data, name, dictionary, mapping), name, (Export, Question, Answer), EXPORT)
    return found


def tables_apart(files: Mapping[str, bytes], name: str) -> Tables:
    """The tables of files of the ledger.

    Raises:
        UsageError: a file is no table; or reading it took too much.
    """
    found: Tables = _ask(tables_of, (dict(files),), name, (Grid, Tables), SHEETS)
    return found


def _ask(read: Callable[..., Any], about: tuple[Any, ...], name: str, kinds: Collection[type], limits: Limits) -> Any:
    apart = Bounded(_reader, (read,), kinds, limits)
    try:
        return apart.ask(about)
    except WorkerError as error:
        if apart.n_started == 0:
            raise UsageError(f"{name}: this file could not be read now, its process {error}; try again") from error
        raise UsageError(
            f"{name}: the process that read this file {error}; a smaller file was expected: is it the right one?"
        ) from error
    except RaisedError as error:
        kind = str(error).partition(":")[0]
        raise UsageError(
            f"{name}: this file cannot be read ({kind}), a whole one was expected: export or copy it again"
        ) from error
    finally:
        apart.close()


def _reader(read: Callable[..., Any]) -> Callable[[tuple[Any, ...]], Any]:
    """What the process does."""
    return lambda about: read(*about)
