"""Where things are kept: the only room that speaks SQL."""

from pipeline.store.accounts import Accounts
from pipeline.store.added_courses import AddedCourses
from pipeline.store.arrivals import Arrival, Changes, GoodRun
from pipeline.store.as_of import AsOf, known_at, open_as_of, views_of
from pipeline.store.attempts import Attempts
from pipeline.store.backup import Manifest, back_up
from pipeline.store.build import Build
from pipeline.store.contents import bytes_of, contents
from pipeline.store.decisions import Decisions
from pipeline.store.goal_decisions import GoalDecisions
from pipeline.store.health import sqlite_files
from pipeline.store.home import RESTORING, Home
from pipeline.store.issues import IssueGroup, SourceRun, issue_choices, issue_groups, last_runs
from pipeline.store.ledger import Intake, Kept, Ledger
from pipeline.store.limits import Limits
from pipeline.store.live import LiveCatalogue
from pipeline.store.match_decisions import MatchDecisions
from pipeline.store.one_time import OneTime, give, one_time_password
from pipeline.store.overview import Overview
from pipeline.store.parquet import Wanted as ParquetWanted
from pipeline.store.parquet import write_parquet
from pipeline.store.passwords import LONGEST as LONGEST_PASSWORD
from pipeline.store.passwords import SHORTEST as SHORTEST_PASSWORD
from pipeline.store.pictures import read_figures
from pipeline.store.publish import (
    building_path,
    clear_unfinished,
    damage,
    kept_builds,
    newest_readable,
    publish,
    unfinished,
)
from pipeline.store.reading import ACTIVE, ACTIVE_OF, Answer, Catalogue
from pipeline.store.readings import Reading, Readings
from pipeline.store.refusals import Refusals
from pipeline.store.regroupings import Regroupings
from pipeline.store.restore import check_empty, restore
from pipeline.store.schema import naive
from pipeline.store.share import share
from pipeline.store.sign_ins import SignIns
from pipeline.store.source_health import SourceHealth, source_health
from pipeline.store.subjects import Subjects
from pipeline.store.survey_list import ListedSurvey, counted_surveys, listed_surveys
from pipeline.store.surveys import KeptSurvey, Surveys, survey_id
from pipeline.store.told import Cause, Told, Unsent, at_utc, read_told, write_told
from pipeline.store.two_nights import Reader
from pipeline.store.uploads import Upload, Uploads
from pipeline.store.wordings import KeptWordings, Wordings

__all__ = [
    "ACTIVE",
    "ACTIVE_OF",
    "LONGEST_PASSWORD",
    "RESTORING",
    "SHORTEST_PASSWORD",
    "Accounts",
    "AddedCourses",
    "Answer",
    "Arrival",
    "AsOf",
    "Attempts",
    "Build",
    "Catalogue",
    "Cause",
    "Changes",
    "Decisions",
    "GoalDecisions",
    "GoodRun",
    "Home",
    "Intake",
    "IssueGroup",
    "Kept",
    "KeptSurvey",
    "KeptWordings",
    "Ledger",
    "Limits",
    "ListedSurvey",
    "LiveCatalogue",
    "Manifest",
    "MatchDecisions",
    "OneTime",
    "Overview",
    "ParquetWanted",
    "Reader",
    "Reading",
    "Readings",
    "Refusals",
    "Regroupings",
    "SignIns",
    "SourceHealth",
    "SourceRun",
    "Subjects",
    "Surveys",
    "Told",
    "Unsent",
    "Upload",
    "Uploads",
    "Wordings",
    "at_utc",
    "back_up",
    "building_path",
    "bytes_of",
    "check_empty",
    "clear_unfinished",
    "contents",
    "counted_surveys",
    "damage",
    "give",
    "issue_choices",
    "issue_groups",
    "kept_builds",
    "known_at",
    "last_runs",
    "listed_surveys",
    "naive",
    "newest_readable",
    "one_time_password",
    "open_as_of",
    "publish",
    "read_figures",
    "read_told",
    "restore",
    "share",
    "source_health",
    "sqlite_files",
    "survey_id",
    "unfinished",
    "views_of",
    "write_parquet",
    "write_told",
]
