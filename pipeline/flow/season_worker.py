"""Plans a season in a process of its own, so that whoever asks can go on answering; nothing is kept."""

from __future__ import annotations

import os
import sys
import traceback
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
    """Plan, and send what came of it: `("planned", season)`, `("refused", why)` or `("broken", "")`.

    The error itself of what broke goes to standard error, as everything of the server that nobody foresaw.
    """
    os.nice(KINDER)
    try:
        answer.send(("planned", season_again(home, settings, project, now)))
    except CirclewiseError as error:
        answer.send(("refused", str(error)))
    except Exception:  # whoever waits has to be told, whatever it was
        traceback.print_exc(file=sys.stderr)
        answer.send(("broken", ""))
    finally:
        answer.close()
