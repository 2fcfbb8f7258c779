"""The settings of a running schedule: a changed file is taken, a broken one keeps the plan that was and says so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import CirclewiseError
from pipeline.model import Settings


class WatchedSettings:
    """The settings as they were last good. `look` reads the file again where its content changed."""

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
        self._seen = self._state()
        self.current = load(find())

    def look(self) -> bool:
        """Whether there are new settings since the last look."""
        state = self._state()
        if state == self._seen:
            return False
        self._seen = state
        path = self._find()
        try:
            found = self._load(path)
        except CirclewiseError as error:
            self._say(f"The changed settings are not taken, the plan stays as it was: {error}")
            return False
        if found == self.current:
            return False
        self.current = found
        self._say(f"The settings changed: {path} is taken.")
        return True

    def _state(self) -> tuple[Path, str]:
        path = self._find()
        try:
            return path, hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            return path, str(error)
