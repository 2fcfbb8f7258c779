"""Every error, as one tree, named by what we do about it.

CirclewiseError
├── UsageError          a person can mend it: say what was found, what was expected, what to do (exit 2)
│   ├── SettingsError   a line of schedule.yaml or source.yaml is wrong
│   └── OvertakenError  somebody else decided first; show what they did, and ask again
├── TransientError      try again, with backoff; the run fails when tries are used up
├── RecordError         skip the record, leave an issue
├── PageChangedError    skip the page, leave an issue; many of them hold the run
├── WorkerError         a process of its own was ended before it was done: do without what it was given
├── SourceError         stop this source; the others go on
│   ├── GoneError       a page is not there any more; an optional one is done without
│   └── BlockedError    stop and tell a person; a refusal is never worked around
└── StoreError          the catalogue, the decisions or the surveys cannot be read or written (exit 1)
    └── BusyError       another night works on this home
"""


class CirclewiseError(Exception):
    """Anything that Circlewise says about itself; its text is one sentence for a person."""


class UsageError(CirclewiseError):
    """A person asked for something that cannot be done as asked."""


class SettingsError(UsageError):
    """A settings file is wrong; the text names the file, the key, what was found and what was expected."""


class OvertakenError(UsageError):
    """Somebody else decided about the same thing since it was read; nothing was written."""


class TransientError(CirclewiseError):
    """The same request may work later."""


class RecordError(CirclewiseError):
    """One record cannot be read; the others can."""

    def __init__(self, message: str, *, field: str = "", value: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.value = value


class PageChangedError(CirclewiseError):
    """A page is not what its connector was written for."""


class WorkerError(CirclewiseError):
    """A process that worked apart was ended; the text follows the name of what it did: *took more than 20 s of …*."""


class SourceError(CirclewiseError):
    """A source cannot be harvested tonight."""


class GoneError(SourceError):
    """A page is gone: 404 or 410."""


class BlockedError(SourceError):
    """A source refuses us: robots.txt, 401, 403 or a challenge. A person has to look; nothing works around it."""


class StoreError(CirclewiseError):
    """A file of this home cannot be read or written."""


class BusyError(StoreError):
    """Another process works on this home."""
