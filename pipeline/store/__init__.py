"""Where things are kept: the only room that speaks SQL."""

from pipeline.store.build import Arrival, Build, Changes, GoodRun
from pipeline.store.decisions import Decisions
from pipeline.store.goal_decisions import GoalDecisions
from pipeline.store.home import Home
from pipeline.store.publish import building_path, clear_unfinished, newest_readable, publish
from pipeline.store.reading import Answer, Catalogue
from pipeline.store.readings import Reading, Readings
from pipeline.store.surveys import KeptSurvey, Surveys, survey_id
from pipeline.store.wordings import KeptWordings, Wordings

__all__ = [
    "Answer",
    "Arrival",
    "Build",
    "Catalogue",
    "Changes",
    "Decisions",
    "GoalDecisions",
    "GoodRun",
    "Home",
    "KeptSurvey",
    "KeptWordings",
    "Reading",
    "Readings",
    "Surveys",
    "Wordings",
    "building_path",
    "clear_unfinished",
    "newest_readable",
    "publish",
    "survey_id",
]
