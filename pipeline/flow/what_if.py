"""The season under other settings, from the published catalogue and the surveys of the home; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline.flow import circles as ledger
from pipeline.flow.demand import read_demand
from pipeline.flow.fit import fit_basis
from pipeline.flow.links import known_links
from pipeline.flow.match import match_goals, named
from pipeline.flow.means import make_ready
from pipeline.flow.propose import Proposed, propose_topics
from pipeline.flow.season import Season, season_tonight
from pipeline.flow.taught import taught_reader
from pipeline.flow.topics import grounds_of, headings_of, standing_of, told_groups
from pipeline.model import Course, FitWords, MatchWeights, Offer, SeasonCircle, Settings, ToldCount, Topic, TopicGoal
from pipeline.store import (
    ACTIVE,
    ACTIVE_OF,
    Catalogue,
    Decisions,
    GoalDecisions,
    Home,
    MatchDecisions,
    Regroupings,
    Surveys,
)
from pipeline.store.survey_list import counted_surveys
from pipeline.survey import AnswerReader, SubjectReader, decided

SHOWN = "SELECT topic_id FROM out.topic WHERE NOT is_suppressed"
LATER = "answers to a survey that came since the last night are counted from the next night on"


def season_if(
    home: Home,
    settings: Settings,
    reader: AnswerReader,
    subjects: SubjectReader,
    weights: MatchWeights,
    fit_words: FitWords,
    now: datetime,
) -> tuple[Season, dict[str, Topic]]:
    """The season that a night would propose now under these settings, and its topics by topic_id.

    It counts on no more people than may be told, whatever changed since the last night and if nothing did: many such
    answers add up (`pipeline.topics.season.care`). Nor does it count what no night has told anything of yet: surveys
    that came since, topics that the night did not show, and wishes that it did not count to a topic. Else people who
    were made up would turn each hidden number into a topic, or a circle, that is there or not.

    Raises:
        StoreError: the catalogue or the surveys cannot be read.
    """
    links = known_links(home.catalogue)
    with Catalogue(home.catalogue) as catalogue:
        offered = links.offered(catalogue.rows(Offer, ACTIVE))
        previous: dict[str, set[str]] = {}
        for row in catalogue.previous(TopicGoal, "true", order="topic_id, goal_id"):
            previous.setdefault(row.topic_id, set()).add(row.goal_id)
        told = list(catalogue.previous(ToldCount, "true", order="subject_id, place"))
        canonical = dict(catalogue.query(ledger.CANONICAL).rows)
        published = tuple(catalogue.previous(SeasonCircle, "true", order="circle"))
        counted = counted_surveys(catalogue)
        shown = {topic_id for (topic_id,) in catalogue.query(SHOWN).rows}
        every = Surveys(home.surveys, home.salt()).all()
        kept = [survey for survey in every if survey.survey_id in counted]
        decisions = decided(GoalDecisions(home.decisions).all())
        taught = MatchDecisions(home.decisions).all()
        reader = taught_reader(reader, taught)
        demand = read_demand(kept, settings, home.salt(), reader, decisions)
        started_on = now.astimezone(ZoneInfo(settings.timezone)).date()
        ready = make_ready(reader, weights, settings.match, home.vectors, 0, taught, home.words, home)
        found = match_goals(offered, demand.goals, settings.match, ready.means)
        about_topics = Decisions(home.decisions).all()
        wanted = named(found.values(), about_topics) & {course.course_id for course in offered}
        courses = list(catalogue.rows(Course, ACTIVE_OF, [sorted(wanted)]))
    ratings = ledger.tonight(home, settings, canonical, now).ratings
    proposed = propose_topics(
        courses,
        demand,
        found,
        about_topics,
        grounds_of(demand, found, subjects, ready.means),
        standing_of(
            {topic_id: frozenset(goals) for topic_id, goals in previous.items()},
            about_topics,
            Regroupings(home.decisions).all(),
        ),
        headings_of(subjects),
        settings,
        fit_basis(settings, fit_words, links, ratings, started_on),
        told,
        now,
        told_groups(home),
    )
    proposed = _as_told(proposed, shown, previous)
    season = season_tonight(home, kept, demand, proposed, courses, settings, reader, started_on, published)
    if len(kept) < len(every):
        season = replace(season, plan=replace(season.plan, message=f"{season.plan.message}; {LATER}"))
    return season, {topic.topic_id: topic for topic in proposed.topics}


def _as_told(proposed: Proposed, shown: Set[str], counted: Mapping[str, Set[str]]) -> Proposed:
    """The topics that the last night showed, with the wishes that it counted to each."""
    topics = tuple(
        topic if topic.topic_id in shown else replace(topic, is_suppressed=True) for topic in proposed.topics
    )
    drafts = tuple(
        replace(draft, goal_ids=tuple(each for each in draft.goal_ids if each in counted.get(draft.topic_id, ())))
        for draft in proposed.drafts
    )
    return replace(proposed, proposal=replace(proposed.proposal, topics=topics), drafts=drafts)
