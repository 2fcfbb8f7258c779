"""The door: `circlewise VERB`, the same as `python -m pipeline VERB`."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence

import click

from pipeline.errors import CirclewiseError, UsageError
from pipeline.verbs.group import circlewise

DONE, FAILED, WRONG_USAGE = 0, 1, 2
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
"""What a disk may answer to anybody at any time; any other error of the system is a mistake of ours."""


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
    except OSError as error:
        if error.errno not in DISK:
            raise
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"circlewise: {where}{error.strerror}; `circlewise doctor` says what to do", err=True)
        return FAILED
    except CirclewiseError as error:
        click.echo(f"circlewise: {error}", err=True)
        return WRONG_USAGE if isinstance(error, UsageError) else FAILED


if __name__ == "__main__":
    sys.exit(main())
