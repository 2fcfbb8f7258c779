"""Every error, as one tree, named by what we do about it.

CirclewiseError
├── UsageError          a person can mend it: say what was found, what was expected, what to do (exit 2)
│   ├── SettingsError   a line of schedule.yaml or source.yaml is wrong
│   └── OvertakenError  somebody else decided first; show what they did, and ask again
├── TransientError      try again, with backoff; the run fails when tries are used up
│   └── NotReachedError nothing answered: no such name, or no connection
├── RecordError         skip the record, leave an issue
├── PageChangedError    skip the page, leave an issue; many of them hold the run
├── WorkerError         a process of its own was ended before it was done: do without what it was given
├── SourceError         stop this source; the others go on
│   ├── GoneError       a page is not there any more; an optional one is done without
│   ├── NotPublicError  an address of a private network; it is never asked
│   ├── LeftAloneError  a host asked for a longer pause than a night waits
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

    def __init__(self, message: str = "", *, asked_seconds: float | None = None) -> None:
        super().__init__(message)
        self.asked_seconds = asked_seconds
        """The pause that the host asked for, 0 where it said "later" and not when; None where it said neither."""


class NotReachedError(TransientError):
    """Nothing answered at an address."""


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


class NotPublicError(SourceError):
    """An address that is none of the public web."""


class LeftAloneError(SourceError):
    """A host asked to be left alone for longer than a night waits."""

    def __init__(self, message: str = "", *, left_seconds: float = 0.0) -> None:
        super().__init__(message)
        self.left_seconds = left_seconds


class BlockedError(SourceError):
    """A source refuses us: robots.txt, 401, 403 or a challenge. A person has to look; nothing works around it."""

    def __init__(self, message: str = "", *, is_whole_host: bool = False) -> None:
        super().__init__(message)
        self.is_whole_host = is_whole_host
        """Whether every page of the host is refused, not only the one that was asked for."""


class StoreError(CirclewiseError):
    """A file of this home cannot be read or written."""


class BusyError(StoreError):
    """Another process works on this home."""
