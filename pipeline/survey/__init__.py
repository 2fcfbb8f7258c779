"""Survey exports in, demand out: pure, one module a dialect. Nobody's name, address or words leave it unasked."""

from pipeline.survey.again import Overlap, overlap
from pipeline.survey.contact import without_contact
from pipeline.survey.goals import goals, wishes
from pipeline.survey.inspect import inspection
from pipeline.survey.lexicon import Lexicon
from pipeline.survey.mapping import mapping_text
from pipeline.survey.privacy import Suppressed, suppress, told_goals
from pipeline.survey.read import read_export
from pipeline.survey.reader import AnswerReader

__all__ = [
    "AnswerReader",
    "Lexicon",
    "Overlap",
    "Suppressed",
    "goals",
    "inspection",
    "mapping_text",
    "overlap",
    "read_export",
    "suppress",
    "told_goals",
    "wishes",
    "without_contact",
]
