"""Helps a person to add a source: fetch its first page, guess what it says, write the folder and the recording."""

from pipeline.author.draft import Started
from pipeline.author.record import Recorded, record_page
from pipeline.author.start import start_connector

__all__ = ["Recorded", "Started", "record_page", "start_connector"]
