"""What topics are grouped by, what stands from the night before, and what became of that night's topics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pipeline.errors import StoreError
from pipeline.flow.demand import Demand
from pipeline.match.means import Means
from pipeline.model import Decision, GoalMatch, Placement, ToldGroup, Topic, TopicChange
from pipeline.store import Home, Wordings
from pipeline.survey import SubjectReader
from pipeline.topics.alike import Grounds
from pipeline.topics.decided import by_topic
from pipeline.topics.group import Standing, TopicDraft
from pipeline.topics.identity import changes
from pipeline.topics.title import Headings


def grounds_of(demand: Demand, found: Mapping[str, GoalMatch], subjects: SubjectReader, means: Means | None) -> Grounds:
    """What is known of the goals beside their wordings; `means` is None where there are no goals.

    A goal's vector is that of the words that name its subject, as the matcher reads it.
    """
    vectors = None
    if means is not None and means.embed_goals is not None and demand.goals:
        texts = [goal.matching_text or goal.wording for goal in demand.goals]
        rows = means.embed_goals(texts)
        vectors = {goal.goal_id: row for goal, row in zip(demand.goals, rows, strict=True)}
    return Grounds(abouts=subjects.of_all(demand.goals), matches=found, vectors=vectors)


def headings_of(subjects: SubjectReader) -> Headings:
    """How topics are called, in the words of the library lexicon."""
    return Headings(of_subject=subjects.heading, proper=subjects.proper)


def told_groups(home: Home) -> tuple[ToldGroup, ...]:
    """The groups of goals of which a number was told as that of a topic; none where that is not known any more."""
    try:
        kept = Wordings(home.demand).read()
    except StoreError:
        return ()
    return kept.groups if kept else ()


def standing_of(
    previous: Mapping[str, frozenset[str]], decisions: Sequence[Decision], placements: Sequence[Placement]
) -> Standing:
    """Last night's topics under what people decided since.

    The latest regrouping that holds says where a goal belongs. A goal that one put elsewhere which was taken back is
    where it came from, if it is still where that regrouping put it.
    """
    topics = {goal_id: topic_id for topic_id in sorted(previous) for goal_id in previous[topic_id]}
    placed: dict[str, str] = {}
    for placement in placements:
        if not placement.is_undone:
            placed[placement.goal_id] = placement.topic_id
    for placement in reversed(placements):
        if placement.is_undone and topics.get(placement.goal_id) == placement.topic_id:
            topics[placement.goal_id] = placement.from_topic_id
    held: dict[str, set[str]] = {}
    for goal_id, topic_id in topics.items():
        held.setdefault(topic_id, set()).add(goal_id)
    return Standing(
        topics={topic_id: frozenset(goal_ids) for topic_id, goal_ids in held.items()},
        placed=placed,
        decided=frozenset(by_topic(decisions)),
    )


WHAT = {"merged": "is now part of", "split": "was parted: some of it is now", "moved": "gave goals to"}


def told_changes(
    rows: Sequence[TopicChange], before: Mapping[str, str | None], topics: Sequence[Topic]
) -> tuple[str, ...]:
    """A sentence for each change, for people; titles of the night before by topic_id."""
    now = {topic.topic_id: topic.title for topic in topics}

    def named(topic_id: str) -> str:
        title = now.get(topic_id) or before.get(topic_id)
        return f"“{title}” ({topic_id})" if title else topic_id

    return tuple(
        f"{named(row.topic_id)} {WHAT[row.kind]} {named(row.into_topic_id)}"
        f"{', as a person decided' if row.decided_by == 'person' else ''}"
        if row.into_topic_id
        else f"{named(row.topic_id)} ended: nobody asks for it any more"
        for row in rows
    )


def topic_changes(
    previous: Mapping[str, frozenset[str]],
    drafts: Sequence[TopicDraft],
    told: frozenset[str],
    placements: Sequence[Placement],
    night_id: str,
    at: datetime,
) -> Iterator[TopicChange]:
    """The rows of what became of the topics of the night before; `at` is the UTC time of this night."""
    now = {draft.topic_id: frozenset(draft.goal_ids) for draft in drafts}
    by_hand = {placement.goal_id for placement in placements}
    places: dict[str, int] = {}
    for change in changes(previous, now, told, by_hand):
        places[change.topic_id] = places.get(change.topic_id, 0) + 1
        yield TopicChange(
            night_id=night_id,
            topic_id=change.topic_id,
            place=places[change.topic_id],
            changed_at=at,
            kind=change.kind,
            into_topic_id=change.into,
            decided_by="person" if change.is_by_person else "rules",
        )
