"""The only room that speaks HTTP: guarded, polite, conditional, and archived before anything is read."""

from pipeline.fetch.archive import Archive, Archived
from pipeline.fetch.client import REFUSED, Fetched, Fetcher
from pipeline.fetch.clock import Clock, SystemClock
from pipeline.fetch.files import Files
from pipeline.fetch.replay import replay
from pipeline.fetch.robots import PRODUCT, Robots
from pipeline.fetch.service import Service

__all__ = [
    "PRODUCT",
    "REFUSED",
    "Archive",
    "Archived",
    "Clock",
    "Fetched",
    "Fetcher",
    "Files",
    "Robots",
    "Service",
    "SystemClock",
    "replay",
]
