"""The settings of a running process: a changed file is taken, a broken one keeps what held and says so."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import CirclewiseError
from pipeline.model import Settings


class WatchedSettings:
    """The settings as they were last good. `look` reads the file again where its content changed.

    Safe to use from several threads: a page and the schedule beside it watch the same file.
    """

    def __init__(self, find: Callable[[], Path], load: Callable[[Path], Settings], say: Callable[[str], None]) -> None:
        """Read them for the first time.

        Args:
            find: where the file is; asked anew at every look, since a home may get one of its own.
            load: reads and checks it; whatever is wrong is a CirclewiseError.
            say: told of changes, and of each broken state once.

        Raises:
            CirclewiseError: the file is broken now; there is no plan to keep.
        """
        self._find, self._load, self._say = find, load, say
        self._lock = threading.Lock()
        self._seen = self._state()
        self._good = self._content(find())
        self.current = load(find())
        self.at_start = self.current
        self.trouble = ""
        """Why the file as it is now is not taken; empty where what it says holds."""

    @property
    def file(self) -> Path:
        """Where the settings stand now."""
        return self._find()

    def look(self) -> bool:
        """Whether there are new settings since the last look."""
        with self._lock:
            state = self._state()
            if state == self._seen:
                return False
            self._seen = state
            path = self._find()
            content = self._content(path)
            try:
                found = self._load(path)
            except CirclewiseError as error:
                self.trouble = str(error)
                self._say(f"The changed settings are not taken, the plan stays as it was: {error}")
                return False
            self._good, self.trouble = content, ""
            if found == self.current:
                return False
            self.current = found
            self._say(f"The settings changed: {path} is taken.")
            return True

    @contextmanager
    def as_file(self) -> Iterator[Path]:
        """The settings that hold as a file for another process: a copy of the last good ones while the file is broken.

        The copy is gone when the block ends; only this account can read it.
        """
        self.look()
        if not self.trouble:
            yield self._find()
            return
        number, name = tempfile.mkstemp(prefix="circlewise-", suffix=".yaml")
        with os.fdopen(number, "wb") as file:
            file.write(self._good)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    @staticmethod
    def _content(path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError:
            return b""

    def _state(self) -> tuple[Path, str]:
        path = self._find()
        try:
            return path, hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            return path, str(error)
