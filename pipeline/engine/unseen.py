"""Keeps the memory and the environment of a process from other processes of the same account.

Linux lets a process read those of another one of its account under `/proc`, where this one did not say no. Saying no
also means no core dump, and no debugger but root's. A program that is started begins anew as one that can be read, so
what processes are forked from says it for itself, by loading `IN_ITSELF`.
"""

from __future__ import annotations

import ctypes
import sys

IN_ITSELF = "pipeline.engine.unseen_here"
PR_SET_DUMPABLE = 4


def hide() -> None:
    """From now on; on other systems than Linux nothing changes."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
