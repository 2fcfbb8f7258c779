"""Plans a season in a process of its own, so that whoever asks can go on answering; nothing is kept."""

from __future__ import annotations

import os
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.errors import CirclewiseError
from pipeline.flow.season_shown import season_again
from pipeline.model import Settings
from pipeline.store import Home

KINDER = 5
"""Steps by which the process lets others go before it."""


def work(answer: Connection, home: Home, settings: Settings, project: Path, now: datetime) -> None:
    """Plan, and send what came of it: `("planned", season)` or `("refused", why)`.

    What nobody foresaw ends the process, with the error on the server's standard error; whoever waits then finds the
    connection closed.
    """
    os.nice(KINDER)
    try:
        answer.send(("planned", season_again(home, settings, project, now)))
    except CirclewiseError as error:
        answer.send(("refused", str(error)))
    finally:
        answer.close()
