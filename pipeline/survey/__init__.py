"""Survey exports in, demand out: pure, one module a dialect. Nobody's name, address or words leave it unasked."""

from pipeline.survey.again import Overlap, overlap
from pipeline.survey.cohorts import told_cohorts
from pipeline.survey.contact import without_contact
from pipeline.survey.goals import goals, wishes
from pipeline.survey.inspect import inspection
from pipeline.survey.leading import Staff, goal_key, read_staff
from pipeline.survey.lexicon import Lexicon
from pipeline.survey.mapping import mapping_text
from pipeline.survey.privacy import Suppressed, suppress, told_goals
from pipeline.survey.read import read_export
from pipeline.survey.reader import AnswerReader
from pipeline.survey.spaces import TEMPLATE, equipment_words, read_spaces

__all__ = [
    "TEMPLATE",
    "AnswerReader",
    "Lexicon",
    "Overlap",
    "Staff",
    "Suppressed",
    "equipment_words",
    "goal_key",
    "goals",
    "inspection",
    "mapping_text",
    "overlap",
    "read_export",
    "read_spaces",
    "read_staff",
    "suppress",
    "told_cohorts",
    "told_goals",
    "wishes",
    "without_contact",
]
