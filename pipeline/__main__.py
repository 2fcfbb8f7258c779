"""The door: `circlewise VERB`, the same as `python -m pipeline VERB`."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence

import click

from pipeline.errors import CirclewiseError, UsageError
from pipeline.verbs.group import circlewise

DONE, FAILED, WRONG_USAGE = 0, 1, 2
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DISK = (*FULL, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE, errno.ENFILE)
"""What a disk, or a system that lets nobody open more files, may answer at any time; any other error of the system is a
mistake of ours.
"""
DUCKDB_OUT_OF_MEMORY = "OutOfMemoryException"
"""By name, since only the store knows DuckDB."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb; exit status 0 done, 1 failed, 2 wrong usage, 3 impaired under --strict. Never a traceback."""
    try:
        status = circlewise.main(args=None if arguments is None else list(arguments), standalone_mode=False)
        return status if isinstance(status, int) else DONE
    except click.UsageError as error:
        error.show()
        return WRONG_USAGE
    except click.Abort:
        click.echo("circlewise: stopped", err=True)
        return FAILED
    except MemoryError:
        return _out_of_memory()
    except OSError as error:
        if error.errno not in DISK:
            raise
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"circlewise: {where}{error.strerror}; `circlewise doctor` says what to do", err=True)
        return FAILED
    except CirclewiseError as error:
        click.echo(f"circlewise: {error}", err=True)
        return WRONG_USAGE if isinstance(error, UsageError) else FAILED
    except Exception as error:
        if type(error).__name__ != DUCKDB_OUT_OF_MEMORY:
            raise
        return _out_of_memory()


def _out_of_memory() -> int:
    click.echo(
        "circlewise: there is not enough memory; give it more, or end what else runs here. What is published stays as "
        "it was",
        err=True,
    )
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
