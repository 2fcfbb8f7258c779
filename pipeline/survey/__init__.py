"""Survey exports in, demand out: pure, one module a dialect. Nobody's name, address or words leave it unasked."""

from pipeline.survey.again import Overlap, overlap
from pipeline.survey.contact import without_contact
from pipeline.survey.goals import goals, wishes
from pipeline.survey.inspect import inspection
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

__all__ = [
    "AnswerReader",
    "Lexicon",
    "Overlap",
    "Suppressed",
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
