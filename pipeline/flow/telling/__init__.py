"""Tells people what a night came to: the digest to coordinators, new and past troubles to administrators."""

from pipeline.flow.telling.events import NightEvents, log_stop
from pipeline.flow.telling.night import NightEnd, end_of
from pipeline.flow.telling.tell import People, tell, try_out

__all__ = ["NightEnd", "NightEvents", "People", "end_of", "log_stop", "tell", "try_out"]
