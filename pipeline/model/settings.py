"""What schedule.yaml may say: types, units, ranges, defaults and reasons.

Plain frozen dataclasses, so that the pure rooms can take them; pipeline.settings reads them from YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.model.access import ServeSettings
from pipeline.model.digest import DigestSettings
from pipeline.model.engine import EngineSettings
from pipeline.model.fit import Signal
from pipeline.model.lake import LakeSettings
from pipeline.model.setting import setting
from pipeline.model.source_rules import Expect, Politeness
from pipeline.model.unattended import LogSettings, MonitorSettings, NotifySettings

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, kw_only=True)
class MatchSettings:
    """How goals find courses."""

    shortlist_size: int = setting("courses kept for a goal", limits=(1, 100), default=10)
    min_confidence: float = setting("below this the matcher abstains", limits=(0, 1), default=0.35)
    min_score_share: float = setting(
        "courses scoring less than this share of the best are left out", limits=(0, 1), default=0.25
    )
    model_folder: str | None = setting(
        "folder with a stronger model of meaning, instead of the built-in one: model.onnx and tokenizer.json as "
        "sentence-transformers writes them; a SHA256SUMS beside them is checked",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class DemandSettings:
    """How answers become demand, and how people are protected."""

    min_group: int = setting(
        "groups smaller than this are suppressed everywhere; 5 is the common default", limits=(2, 1000), default=5
    )
    min_strength: float = setting(
        "a rating from which a row counts as wanted, as a share of the scale", limits=(0, 1), default=0.6
    )
    keep_surveys_days: int | None = setting(
        "days after which a night purges a survey from every file, counted from when it was first added; null keeps it "
        "until `circlewise purge-survey`",
        limits=(1, 36_500),
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class StrategicGoal:
    """A goal of the library's strategic plan, and how to know the learning goals that serve it."""

    name: str = setting("what it is called in reports")
    concepts: tuple[str, ...] = setting(
        "concepts of the library lexicon (data/reference/lexicon, column `concept`): a goal that names one serves it",
        default=(),
    )
    words: tuple[str, ...] = setting(
        "words of other subjects: a goal serves it that holds all words of one entry side by side, plurals aside",
        default=(),
    )


@dataclass(frozen=True, kw_only=True)
class CircleSettings:
    """What fits a circle here. Libraries differ: one county runs about 5 sessions, the common handbook says 6 to 8."""

    min_weeks: float = setting("shortest course in weeks", limits=(0, 104), default=4.0)
    max_weeks: float = setting("longest course in weeks", limits=(0, 104), default=10.0)
    max_weekly_hours: float = setting("most work a week in hours, sessions included", limits=(0.5, 60), default=6.0)
    min_weekly_hours: float = setting(
        "least work a week in hours into which a self-paced course is cut; a session alone is 1.5",
        limits=(0.25, 60),
        default=1.0,
    )
    max_circles_a_course: int = setting(
        "circles one after the other into which a long self-paced course may be cut", limits=(1, 10), default=2
    )
    lead_weeks: float = setting("weeks from planning to the first session", limits=(0, 52), default=4.0)
    start_window_weeks: float = setting(
        "weeks after that in which a run with fixed dates may start to fit", limits=(0, 52), default=6.0
    )
    languages: tuple[str, ...] = setting("BCP 47 languages in which circles can be held", default=("en", "es"))
    needed_signals: tuple[Signal, ...] = setting(
        "signals of out.fit_signal that must all be yes for a course to fit; a no among them and it does not",
        default=("free_of_charge", "weeks_fit", "weekly_load_fits", "open_for_enrolment", "language_fits"),
    )
    barring_signals: tuple[Signal, ...] = setting(
        "signals of which a no keeps a course from fitting; unknown does not. Those in neither list are shown only",
        default=("free_to_the_end", "no_purchase", "still_there", "worked_in_a_circle"),
    )
    reading_max_grade: float = setting(
        "highest US school grade at which an English description is easy to read", limits=(1, 20), default=10.0
    )
    reading_min_ease: float = setting(
        "lowest reading ease (Fernández Huerta) at which a Spanish description is easy to read",
        limits=(0, 100),
        default=55.0,
    )
    reading_min_words: int = setting(
        "words from which the reading level of a description says something", limits=(20, 1000), default=80
    )
    seen_days: int = setting("days for which it counts that a course was seen", limits=(1, 365), default=14)
    completion_share: float = setting(
        "share of a circle's held sessions at which a person must have been to have completed it",
        limits=(0.1, 1),
        default=0.75,
    )
    keep_people_days: int | None = setting(
        "days after a person's last circle ended from which a night takes their hash out of the ledger; counts stay. "
        "90 as the common handbook's platform does; null keeps hashes",
        limits=(1, 3650),
        default=90,
    )
    worked_min_rating: float = setting(
        "a course worked in circles from this mean of 1 to 5 on, given by those who were in them",
        limits=(1, 5),
        default=3.5,
    )
    failed_max_rating: float = setting(
        "a course did not work in circles up to this mean; between the two it is unknown", limits=(1, 5), default=2.5
    )
    topic_courses: int = setting("courses on a topic's shortlist", limits=(1, 50), default=5)
    min_score_share: float = setting(
        "courses scoring less than this share of the best are left out", limits=(0, 1), default=0.6
    )


@dataclass(frozen=True, kw_only=True)
class SeasonChoice:
    """Circles that people want or forbid; what is left out is left open."""

    topic: str | None = setting("topic_id, as `circlewise topics` shows it", default=None)
    branch: str | None = setting("branch of the room", default=None)
    room: str | None = setting("a room, as named in the list of spaces", default=None)
    facilitator: str | None = setting("who leads it, as `circlewise season` shows it", default=None)
    weekday: Weekday | None = setting("day of its sessions", default=None)
    part_of_day: Literal["morning", "midday", "afternoon", "evening"] | None = setting(
        "until 12, 12 to 14, 14 to 17, or from 17 hours", default=None
    )


@dataclass(frozen=True, kw_only=True)
class SeasonSettings:
    """The set of circles worth running together: what the library can give, and how it is weighed."""

    max_circles: int = setting("circles in a season", limits=(1, 200), default=6)
    min_size: int = setting(
        "participants from which a circle runs, the facilitator not counted; where demand.min_group is larger that "
        "counts, since a smaller circle would tell a small group",
        limits=(2, 100),
        default=4,
    )
    max_size: int = setting("participants of a circle at most", limits=(2, 200), default=13)
    starts_on: str | None = setting(
        "ISO date of the season's first day; left out, the first Monday that is `circle.lead_weeks` away", default=None
    )
    weeks: int = setting("length of the season in weeks", limits=(1, 52), default=10)
    session_minutes: int = setting("length of a session in minutes", limits=(15, 480), default=90)
    sessions: int = setting("sessions where the course does not say how many weeks it takes", limits=(1, 52), default=6)
    homework_hours: float = setting(
        "work a week besides the session where the course does not say", limits=(0, 40), default=1.5
    )
    preparation_hours: float = setting("preparation of the facilitator a week", limits=(0, 40), default=1.5)
    facilitator_weekly_hours: float = setting(
        "hours a week a facilitator gives, sessions and preparation, where the survey does not say",
        limits=(0.5, 40),
        default=3.0,
    )
    max_circles_per_facilitator: int = setting("circles one person leads", limits=(1, 20), default=1)
    max_circles_per_topic: int = setting("circles on one topic", limits=(1, 50), default=1)
    max_circles_per_person: int = setting("circles one person takes part in", limits=(1, 10), default=1)
    max_hours_per_person: float | None = setting(
        "hours one person gives in the season, taking part and leading together", limits=(1, 1000), default=None
    )
    max_staff_hours: float | None = setting("hours of all staff in the season", limits=(1, 1_000_000), default=None)
    place_worth_hours: float = setting(
        "staff hours that one place in a circle is worth; circles that cost more are not run",
        limits=(1, 500),
        default=40.0,
    )
    fairness: float = setting(
        "how much less a place counts beyond the share of its branch in the demand: 0 not at all, 1 nothing",
        limits=(0, 1),
        default=0.5,
    )
    holidays: tuple[str, ...] = setting(
        "ISO dates on which nobody meets, such as 2027-01-18; a proposal marks the sessions that fall on one",
        default=(),
    )
    equipment: tuple[str, ...] = setting("what every room has to have, as worded in the list of spaces", default=())
    locked: tuple[SeasonChoice, ...] = setting("circles that have to be in the season", default=())
    forbidden: tuple[SeasonChoice, ...] = setting("circles that must not be in it", default=())


@dataclass(frozen=True, kw_only=True)
class LinkSettings:
    """How many pages of shortlisted courses a night looks at, to find those that are gone."""

    max_checks: int = setting("pages looked at in a night; 0 for none", limits=(0, 1000), default=50)
    max_checks_per_host: int = setting("pages of one host looked at in a night", limits=(1, 50), default=5)
    recheck_days: int = setting(
        "days until a page is looked at again; one that is missing or gave no answer is looked at the next day",
        limits=(1, 365),
        default=14,
    )
    max_minutes: float = setting(
        "time for all of it in a night; what is left over waits for another night", limits=(0.1, 240), default=10.0
    )


@dataclass(frozen=True, kw_only=True)
class Job:
    """When something runs; weekdays by name, never by number."""

    at: str = setting("local time as HH:MM")
    weekdays: tuple[Weekday, ...] = setting("days by name", default=WEEKDAYS)
    jitter_minutes: int = setting("spread at random over so many minutes", limits=(0, 720), default=0)


@dataclass(frozen=True, kw_only=True)
class BackupPlan:
    """When the schedule backs the home up, and where to."""

    folder: str = setting("existing folder for this home alone, as a whole path, best on another disk; not in the home")
    at: str = setting("local time as HH:MM")
    weekdays: tuple[Weekday, ...] = setting("days by name", default=WEEKDAYS)
    keep: int = setting(
        "backups kept in the folder; older ones of the schedule are removed", limits=(1, 366), default=7
    )
    has_pages: bool = setting("whether archived pages go in, which can be asked anew", default=False)

    @property
    def job(self) -> Job:
        """When it runs."""
        return Job(at=self.at, weekdays=self.weekdays)


@dataclass(frozen=True, kw_only=True)
class SourcePlan:
    """What schedule.yaml says of one source; what is left out comes from its source.yaml."""

    weekdays: tuple[Weekday, ...] = setting("days on which the night harvests it", default=WEEKDAYS)
    is_enabled: bool = setting("false leaves it out; its courses stay", default=True)
    politeness: dict[str, float] = setting(
        "overrides of single politeness settings", overrides=Politeness, default_factory=dict
    )
    expect: dict[str, float] = setting(
        "overrides of single expectations, fill_rate excepted", overrides=Expect, default_factory=dict
    )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """schedule.yaml as a whole."""

    timezone: str = setting("IANA name, such as America/New_York")
    night: Job = setting("when the night runs")
    contact: str = setting("e-mail or address of a person, sent in the User-Agent")
    grace_hours: float = setting(
        "a night that could not start on time still starts so many hours later", limits=(1, 24), default=6.0
    )
    backup: BackupPlan | None = setting("backups made by the schedule; left out, it makes none", default=None)
    gateway: str | None = setting("address all requests go through: http://HOST:PORT", default=None)
    politeness: dict[str, float] = setting("overrides for every source", overrides=Politeness, default_factory=dict)
    sources: dict[str, SourcePlan] = setting("by source id; sources left out run every night", default_factory=dict)
    match: MatchSettings = setting("matching", default_factory=MatchSettings)
    demand: DemandSettings = setting("demand and privacy", default_factory=DemandSettings)
    strategic_goals: tuple[StrategicGoal, ...] = setting(
        "goals of the library's strategic plan; learning goals are linked to them", default=()
    )
    circle: CircleSettings = setting("circle fit", default_factory=CircleSettings)
    season: SeasonSettings = setting("circles to run together", default_factory=SeasonSettings)
    links: LinkSettings = setting("checks that shortlisted courses are still there", default_factory=LinkSettings)
    digest: DigestSettings = setting("what is told of a night", default_factory=DigestSettings)
    notify: NotifySettings = setting("messages after a night", default_factory=NotifySettings)
    logs: LogSettings = setting("how much is kept in logs/", default_factory=LogSettings)
    monitor: MonitorSettings = setting("what a monitor is told", default_factory=MonitorSettings)
    serve: ServeSettings = setting("the coordinators' page", default_factory=ServeSettings)
    catalogue_group: str | None = setting(
        "group of this machine whose members may read the published catalogue; left out, nobody else may", default=None
    )
    lake: LakeSettings | None = setting(
        "a store of many libraries in which nights are published, too; left out, the catalogue is all", default=None
    )
    engine: EngineSettings = setting("where much work is done", default_factory=EngineSettings)
    keep_builds: int = setting("published catalogues kept in builds/", limits=(1, 365), default=7)
