"""The settings that hold at this moment: of a file that is watched, or as a test gave them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.model import Settings
from pipeline.schedule.watch import WatchedSettings


class SettingsNow:
    """What every page goes by. A changed file holds from the next click on, but for what is settled at the start."""

    def __init__(self, settings: Settings | WatchedSettings) -> None:
        self._watched = settings if isinstance(settings, WatchedSettings) else None
        self._fixed = settings if isinstance(settings, Settings) else settings.current

    @property
    def current(self) -> Settings:
        """The settings as they were last good."""
        if self._watched is None:
            return self._fixed
        self._watched.look()
        return self._watched.current

    @property
    def file(self) -> Path | None:
        """Where they stand; None where no file is watched."""
        return self._watched.file if self._watched else None

    @property
    def trouble(self) -> str:
        """Why the file as it is now is not taken; empty where it holds."""
        if self._watched is None:
            return ""
        self._watched.look()
        return self._watched.trouble

    @property
    def is_changed(self) -> bool:
        """Whether others hold than when the server started."""
        return self._watched is not None and self.current != self._watched.at_start

    @property
    def waits_for_a_start(self) -> bool:
        """Whether something changed that holds from the next start only: who gets in and how."""
        return self._watched is not None and self.current.serve != self._watched.at_start.serve

    @contextmanager
    def as_file(self) -> Iterator[Path | None]:
        """What holds, as a file for another process; None where no file is watched."""
        if self._watched is None:
            yield None
            return
        with self._watched.as_file() as path:
            yield path
