"""Survey exports in, demand out: pure, one module a dialect. Nobody's name, address or words leave it unasked."""

from pipeline.survey.again import Overlap, overlap
from pipeline.survey.contact import without_contact
from pipeline.survey.decided import NOTHING_DECIDED, Decided, decided
from pipeline.survey.inspect import inspection
from pipeline.survey.joining import goals
from pipeline.survey.lexicon import Lexicon
from pipeline.survey.mapping import mapping_text
from pipeline.survey.privacy import (
    Suppressed,
    hidden_cells,
    shown_parts,
    steady_counts,
    suppress,
    told_goals,
    told_share,
)
from pipeline.survey.read import read_export
from pipeline.survey.reader import AnswerReader
from pipeline.survey.wishes import wishes

__all__ = [
    "NOTHING_DECIDED",
    "AnswerReader",
    "Decided",
    "Lexicon",
    "Overlap",
    "Suppressed",
    "decided",
    "goals",
    "hidden_cells",
    "inspection",
    "mapping_text",
    "overlap",
    "read_export",
    "shown_parts",
    "steady_counts",
    "suppress",
    "told_goals",
    "told_share",
    "wishes",
    "without_contact",
]
