"""One course, many listings: which listings are of the same course, which one stands for all, and why.

Listings meet in exact blocks only (an address, a title of a provider), so that 250,000 of them take seconds; within a
block rapidfuzz's `ratio` compares titles. What it found is measured in docs/decisions/0009.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from rapidfuzz.fuzz import ratio

from pipeline.model import CourseJoin, PairByHand
from pipeline.model.columns import column
from pipeline.normalize import identity

SHARED_ADDRESS_LIMIT = 5  # more listings than this under one address: it is a list of courses, not a course's page
SHARED_TITLE_LIMIT = 50  # more listings than this under one title of a provider: it is a word for many courses
ADDRESS_RATIO = 75.0  # titles less alike than this under one address are other courses of a shared page
NEAR_RATIO = 90.0
NEAR_LENGTH = 12  # letters: shorter titles need to be equal

LIMITS = {"address": SHARED_ADDRESS_LIMIT, "same_title": SHARED_TITLE_LIMIT, "near_title": SHARED_TITLE_LIMIT}
Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListingBrief:
    """What is read of a listing to tell whether it is of the same course as another one."""

    course_id: str = column("as in core.course")
    kind: str = column("as in core.course")
    title: str = column("as in core.course")
    provider: str | None = column("as in core.course")
    canonical_url: str | None = column("as in core.course")
    language: str | None = column("as in core.course")
    is_active: bool = column("as in core.course")
    first_seen_at: datetime = column("as in core.course")


@dataclass
class _Ground:
    """All listings in the order in which they may stand for others, and the blocks in which they meet."""

    briefs: Sequence[ListingBrief]
    blocks: dict[Key, list[int]]
    same: Mapping[int, Sequence[tuple[int, PairByHand]]]
    different: Mapping[int, frozenset[int]]
    placed: set[int] = field(default_factory=set)


@dataclass
class _Group:
    """The listings of one course, as far as found."""

    anchors: dict[int, int] = field(default_factory=dict)
    """Each member in the order found, with the listing that whatever follows it must not be unlike."""
    done: set[Key] = field(default_factory=set)
    """Blocks looked through."""
    tells_language: dict[str, bool] = field(default_factory=dict)
    """By source, whether all its listings in this group tell their language."""

    def add(self, row: int, anchor: int, brief: ListingBrief) -> None:
        self.anchors[row] = anchor
        source = _source(brief)
        self.tells_language[source] = self.tells_language.get(source, True) and brief.language is not None

    def may_be_translation(self, brief: ListingBrief) -> bool:
        """Whether the source has this title here already and does not tell in which languages the two are.

        Coursera has Generative AI Leader six times under that very title, in six languages (seen 2026-11).
        """
        source = _source(brief)
        return source in self.tells_language and not (self.tells_language[source] and brief.language)


def find_joins(listings: Iterable[ListingBrief], by_hand: Sequence[PairByHand] = ()) -> Iterator[CourseJoin]:
    """Every listing that another one stands for, in the order of what stands.

    The one that stands is active, else retired; then the first seen; then the first by course_id. Neither the order of
    `listings` nor anything of the night before changes the result. A listing joins only where it shares a block with
    one already joined and is not unlike the one that stands, so that likenesses do not chain two courses into one.

    Args:
        listings: all listings, retired ones included; those that share no block with another one and are in no pair
            may be left out, which changes nothing (`pipeline.normalize.meeting`).
        by_hand: pairs that a person joined or kept apart; ids that are not among the listings are left aside.
    """
    briefs = sorted(listings, key=lambda each: (not each.is_active, each.first_seen_at, each.course_id))
    ground = _Ground(briefs, _blocks(briefs), *_pairs(briefs, by_hand))
    met = sorted({row for rows in ground.blocks.values() for row in rows} | set(ground.same))
    for row in met:
        if row not in ground.placed:
            yield from _gather(ground, row)


def _gather(ground: _Ground, standing: int) -> Iterator[CourseJoin]:
    """Everything a listing stands for, with what joined it."""
    group = _Group()
    group.add(standing, standing, ground.briefs[standing])
    ground.placed.add(standing)
    waiting = [standing]
    for member in waiting:  # grows while it is read
        for other, rule, because in chain(_by_hand(ground, member), _by_likeness(ground, group, member)):
            if other in ground.placed or not ground.different.get(other, frozenset()).isdisjoint(group.anchors):
                continue
            # What a person joined need not be like the one that stands; what follows it must be like itself.
            group.add(other, other if rule == "by_hand" else group.anchors[member], ground.briefs[other])
            ground.placed.add(other)
            waiting.append(other)
            yield _join(ground, other, member, standing, rule, because)


def _by_hand(ground: _Ground, member: int) -> Iterator[tuple[int, str, str]]:
    for other, pair in ground.same.get(member, ()):
        yield other, "by_hand", f"joined by hand on {pair.date}: {pair.why}"


def _by_likeness(ground: _Ground, group: _Group, member: int) -> Iterator[tuple[int, str, str]]:
    """Listings in the blocks of a member that are not unlike its anchor, with the rule and what it found."""
    brief, anchor = ground.briefs[member], ground.briefs[group.anchors[member]]
    title = identity.title_key(brief.title)
    for block in keys_of(brief):
        rule = block[0]
        looked_at = (*block, title) if rule == "near_title" else block
        if block not in ground.blocks or looked_at in group.done:
            continue
        group.done.add(looked_at)
        for row in ground.blocks[block]:
            other = ground.briefs[row]
            if row in ground.placed or is_unlike(anchor, other):
                continue
            if rule == "address" or not (group.may_be_translation(other) or _is_far(title, other)):
                yield row, rule, _because(rule, block, brief, other)


def _is_far(title: str, other: ListingBrief) -> bool:
    return ratio(title, identity.title_key(other.title)) < NEAR_RATIO


def is_unlike(one: ListingBrief, other: ListingBrief) -> bool:
    """Whether two listings that share an address or a title are nevertheless of different courses.

    They are where both tell a language, or a course number, and these differ, where one is a series of courses, or
    where their titles differ in a number or a level or in most of their words. Unknown is not different.
    """
    if one.kind != other.kind or _differ(_primary(one.language), _primary(other.language)):
        return True
    pages = identity.address(one.canonical_url), identity.address(other.canonical_url)
    if _differ(*map(identity.course_number, pages)) or identity.is_series(pages[0]) != identity.is_series(pages[1]):
        return True
    a, b = sorted((identity.title_key(one.title), identity.title_key(other.title)), key=len)
    if a == b or identity.skeleton(a) == identity.skeleton(b):
        return False
    if identity.marks(a) != identity.marks(b):
        return True
    is_beginning = b.startswith(f"{a} ") and len(a) >= NEAR_LENGTH
    return not is_beginning and ratio(a, b) < ADDRESS_RATIO


def _source(brief: ListingBrief) -> str:
    return brief.course_id.split(":", 1)[0]


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _primary(language: str | None) -> str:
    return (language or "").split("-")[0].lower()


def keys_of(brief: ListingBrief) -> Iterator[Key]:
    """The blocks a listing belongs to, the strongest evidence first.

    Only courses meet by title: repositories hold many materials under one title, and an event may return every year.
    """
    page = identity.address(brief.canonical_url)
    if page:
        yield "address", page
    provider = identity.provider_key(brief.provider)
    title = identity.title_key(brief.title)
    if not title or not provider or brief.kind != "course" or identity.is_ever_new(title):
        return
    number = identity.course_number(page)
    yield "same_title", provider, number, title
    bare = identity.skeleton(title)
    if len(bare) >= NEAR_LENGTH:
        yield "near_title", provider, number, bare


def _blocks(briefs: Sequence[ListingBrief]) -> dict[Key, list[int]]:
    """The blocks in which at least two listings meet."""
    first: dict[Key, int] = {}
    blocks: dict[Key, list[int]] = {}
    for row, brief in enumerate(briefs):
        for key in keys_of(brief):
            before = first.setdefault(key, row)
            if before != row:
                blocks.setdefault(key, [before]).append(row)
    return {key: rows for key, rows in blocks.items() if len(rows) <= LIMITS[key[0]]}


def _pairs(
    briefs: Sequence[ListingBrief], by_hand: Sequence[PairByHand]
) -> tuple[dict[int, list[tuple[int, PairByHand]]], dict[int, frozenset[int]]]:
    """What people joined and what they kept apart, by row."""
    wanted = {course_id for pair in by_hand for course_id in pair.ids}
    rows = {brief.course_id: row for row, brief in enumerate(briefs) if brief.course_id in wanted}
    same: dict[int, list[tuple[int, PairByHand]]] = {}
    different: dict[int, frozenset[int]] = {}
    for pair in by_hand:
        if not set(pair.ids) <= set(rows):
            continue
        for one, other in (tuple(rows[each] for each in pair.ids), tuple(rows[each] for each in reversed(pair.ids))):
            if pair.same:
                same.setdefault(one, []).append((other, pair))
            else:
                different[one] = different.get(one, frozenset()) | {other}
    return {row: sorted(found, key=lambda each: each[0]) for row, found in same.items()}, different


def _because(rule: str, block: Key, one: ListingBrief, other: ListingBrief) -> str:
    if rule == "address":
        return f"both are at {block[1]}"
    if rule == "same_title":
        return f"both have the title “{other.title}” and the provider {other.provider}"
    return f"the titles “{other.title}” and “{one.title}” are nearly the same, and the provider is {other.provider}"


def _join(ground: _Ground, other: int, member: int, standing: int, rule: str, because: str) -> CourseJoin:
    found, by_way_of, stands = (ground.briefs[row] for row in (other, member, standing))
    way = f", which is joined with {stands.course_id}" if member != standing else ""
    alike = ratio(identity.title_key(found.title), identity.title_key(stands.title)) / 100
    return CourseJoin(
        course_id=found.course_id,
        canonical_course_id=stands.course_id,
        rule=rule,
        because=f"same course as {by_way_of.course_id}{way}: {because}",
        similarity=round(alike, 3),
    )
