"""Which topics a list shows: read from its address, so that the address is the saved filter; pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from pipeline.model import ListedTopic

TO_DECIDE, ALL = "proposed", "all"
STATUSES = (TO_DECIDE, "later", "shortlisted", "rejected", ALL)
PAGE_SIZE = 20
MOST_CHOICES = 100
LONGEST = 200
"""Letters of a value that is looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicFilter:
    """What is asked for; empty texts ask for nothing."""

    q: str = ""
    status: str = TO_DECIDE
    branch: str = ""
    goal: str = ""
    language: str = ""
    provider: str = ""
    assigned: str = ""
    new: str = ""
    page: int = 1

    def address(self, **changed: str | int) -> str:
        """The address of the list with this filter, some values changed; a change goes back to the first page."""
        values = {each.name: getattr(self, each.name) for each in fields(self)} | {"page": 1} | changed
        asked = {name: value for name, value in values.items() if value != DEFAULTS[name]}
        return "/topics" + (f"?{urlencode(asked)}" if asked else "")

    @property
    def of_all(self) -> str:
        """The address at which all topics of this filter are decided at once."""
        return self.address().replace("/topics", "/bulk", 1)

    @property
    def here(self) -> str:
        """The address of this very list and page."""
        return self.address(page=self.page)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the status is asked for."""
        return any((self.q, self.branch, self.goal, self.language, self.provider, self.assigned, self.new))


DEFAULTS = {each.name: each.default for each in fields(TopicFilter)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One page of a list, and the figures around it."""

    topics: tuple[ListedTopic, ...]
    n_found: int
    page: int
    n_pages: int
    counts: Mapping[str, int]
    """Topics by status, under the rest of the filter."""


def filter_of(query: Mapping[str, str]) -> TopicFilter:
    """What an address asks for; a value that makes no sense asks for nothing."""
    texts = {
        name: query.get(name, "").strip()[:LONGEST]
        for name in ("q", "branch", "goal", "language", "provider", "assigned", "new")
    }
    page = query.get("page", "1")
    return TopicFilter(
        **texts,
        status=query["status"] if query.get("status") in STATUSES else TO_DECIDE,
        page=max(1, int(page)) if re.fullmatch(r"[0-9]{1,4}", page) else 1,
    )


def find(
    topics: Iterable[ListedTopic], statuses: Mapping[str, str], wanted: TopicFilter, assigned: Mapping[str, str]
) -> Found:
    """The topics of a filter, in the order given; a page beyond the last one is the last one.

    `assigned` is the colleague who takes care of a topic, by topic_id.
    """
    rest = [topic for topic in topics if _fits(topic, wanted, assigned)]
    counts = dict.fromkeys(STATUSES, 0) | {ALL: len(rest)}
    for topic in rest:
        counts[statuses.get(topic.topic_id, TO_DECIDE)] += 1
    found = [topic for topic in rest if wanted.status in (ALL, statuses.get(topic.topic_id, TO_DECIDE))]
    n_pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(wanted.page, n_pages)
    return Found(
        topics=tuple(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        n_found=len(found),
        page=page,
        n_pages=n_pages,
        counts=counts,
    )


def all_of(
    topics: Iterable[ListedTopic], statuses: Mapping[str, str], wanted: TopicFilter, assigned: Mapping[str, str]
) -> tuple[ListedTopic, ...]:
    """Every topic of a filter, whatever page it stands on, in the order given."""
    return tuple(
        topic
        for topic in topics
        if wanted.status in (ALL, statuses.get(topic.topic_id, TO_DECIDE)) and _fits(topic, wanted, assigned)
    )


def choices(topics: Sequence[ListedTopic], wanted: TopicFilter, assigned: Mapping[str, str]) -> dict[str, list[str]]:
    """What the filters can be set to: of each the commonest values, in the order of the alphabet, and the one set now.

    A value that is too long for an address is left out; so is a filter without any value.
    """
    values = {
        "branch": (topic.branches for topic in topics),
        "goal": (topic.strategic_goals for topic in topics),
        "language": ({course.language or "" for course in topic.courses} for topic in topics),
        "provider": ({course.provider or "" for course in topic.courses} for topic in topics),
        "assigned": ({assigned.get(topic.topic_id, "")} for topic in topics),
    }
    found = {}
    for name, of_topics in values.items():
        counted = Counter(value for each in of_topics for value in each if 0 < len(value) <= LONGEST)
        common = sorted(counted, key=lambda value: (-counted[value], value))[:MOST_CHOICES]
        set_now = str(getattr(wanted, name))
        found[name] = sorted({*common, set_now} - {""}, key=str.casefold)
    return {name: each for name, each in found.items() if each}


def _fits(topic: ListedTopic, wanted: TopicFilter, assigned: Mapping[str, str]) -> bool:
    return (
        (not wanted.new or bool(topic.news))
        and (not wanted.branch or wanted.branch in topic.branches)
        and (not wanted.goal or wanted.goal in topic.strategic_goals)
        and (not wanted.language or any(course.language == wanted.language for course in topic.courses))
        and (not wanted.provider or any(course.provider == wanted.provider for course in topic.courses))
        and (not wanted.assigned or assigned.get(topic.topic_id) == wanted.assigned)
        and (not wanted.q or _says(topic, wanted.q))
    )


def _says(topic: ListedTopic, q: str) -> bool:
    """Whether every word is somewhere in the title, the courses or their providers; capitals and accents aside."""
    said = _plain(" ".join((topic.title, *(f"{each.title} {each.provider or ''}" for each in topic.courses))))
    return all(word in said for word in _plain(q).split())


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
