"""Survey exports in, demand out: pure, one module a dialect. Nobody's name, address or words leave it unasked."""

from pipeline.survey.again import Overlap
from pipeline.survey.bare_codes import coded
from pipeline.survey.bare_codes import sentence as code_sentence
from pipeline.survey.cohorts import told_cohorts
from pipeline.survey.contact import without_contact
from pipeline.survey.decided import NOTHING_DECIDED, Decided, decided
from pipeline.survey.inspect import inspection
from pipeline.survey.joining import facet_words, goals
from pipeline.survey.kept import Kept, as_kept
from pipeline.survey.leading import Staff, goal_key, read_staff
from pipeline.survey.lexicon import Lexicon
from pipeline.survey.mapping import mapping_text
from pipeline.survey.placing import NOTHING_TOLD, Held, Intake, Told, placed
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
from pipeline.survey.reader import AnswerReader, Said
from pipeline.survey.reread import Reread, reread
from pipeline.survey.spaces import TEMPLATE, equipment_words, read_spaces
from pipeline.survey.subjects import SubjectList, SubjectReader
from pipeline.survey.wishes import wishes

__all__ = [
    "NOTHING_DECIDED",
    "NOTHING_TOLD",
    "TEMPLATE",
    "AnswerReader",
    "Decided",
    "Held",
    "Intake",
    "Kept",
    "Lexicon",
    "Overlap",
    "Reread",
    "Said",
    "Staff",
    "SubjectList",
    "SubjectReader",
    "Suppressed",
    "Told",
    "as_kept",
    "code_sentence",
    "coded",
    "decided",
    "equipment_words",
    "facet_words",
    "goal_key",
    "goals",
    "hidden_cells",
    "inspection",
    "mapping_text",
    "placed",
    "read_export",
    "read_spaces",
    "read_staff",
    "reread",
    "shown_parts",
    "steady_counts",
    "suppress",
    "told_cohorts",
    "told_goals",
    "told_share",
    "wishes",
    "without_contact",
]
