"""Reads what a night published before anybody asks for it, so that the first reader does not wait for the others."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from pipeline.errors import CirclewiseError
from pipeline.store import LiveCatalogue, read_figures

SECONDS = 2.0
"""Between two looks at the file: one system call."""
Pause = Callable[[float], bool]
"""Waits so many seconds, or until it is over; whether it is over."""


@contextmanager
def reading_ahead(live: LiveCatalogue, pause: Pause | None = None, *, is_kept: bool = False) -> Iterator[None]:
    """For a block: the catalogue is read when the block begins, and every new version some seconds after its swap.

    One that is missing or damaged is passed over; who asks for it is told.

    Args:
        live: the catalogue; it is read in a thread that ends with the block.
        pause: what waits between two looks; None for the machine's own clock.
        is_kept: as `read_now` takes it.
    """
    over = threading.Event()
    waits = pause or over.wait

    def look_again() -> None:
        while not (waits(SECONDS) or over.is_set()):
            read_now(live, is_kept=is_kept)

    read_now(live, is_kept=is_kept)
    thread = threading.Thread(target=look_again, name="reading ahead", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def read_now(live: LiveCatalogue, *, is_kept: bool = False) -> None:
    """Read what is published now, if nobody did yet: the list of topics, and the figures of the pictures.

    Of a large library that takes half a second of a processor (2026-11), too long for whoever comes first.

    Args:
        live: the catalogue.
        is_kept: leave what was read out of collections of garbage until the next version: with 2,000 topics each full
            collection took 160 ms of whatever page came upon it (2026-11). It needs a collection now, of 0.3 s.
    """
    with suppress(CirclewiseError):
        if live.read_ahead(read_figures) and is_kept:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
