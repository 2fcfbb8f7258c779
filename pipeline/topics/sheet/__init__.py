"""The proposal of a topic: everything a coordinator needs to run its circle, from what the night told; pure."""

from pipeline.topics.sheet.build import sheet_of
from pipeline.topics.sheet.model import Known, Sheet

__all__ = ["Known", "Sheet", "sheet_of"]
