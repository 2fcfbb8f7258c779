"""Signals on what a course costs: now, until its end, and besides."""

from __future__ import annotations

from pipeline.model import FitSignal, FitValue, Listing
from pipeline.topics.fit.basis import FitBasis, say
from pipeline.topics.fit.words import told_by_words

POLICY = "stated policy"  # how free_evidence starts where it rests on what the provider states of all its courses
_COST: dict[bool | None, FitValue] = {True: "yes", False: "no", None: "unknown"}
COST = {
    "free": "free",
    "free_audit": "free to follow, without a certificate",
    "free_limited": "free for a limited time or in part",
    "paid": "has to be paid for",
    "unknown": "the source does not say",
}
"""What a course costs, by free_kind, as people say it."""
NOT_SAID = "the source does not say what the course costs"
_TO_THE_END: dict[str, tuple[FitValue, str]] = {
    "free": ("yes", "free, and no end of that is stated"),
    "free_audit": ("unknown", "free to follow without a certificate; until when the source does not say"),
    "free_limited": ("unknown", "free for a limited time or in part; whether that lasts for a circle is not known"),
    "paid": ("no", "has to be paid for"),
    "unknown": ("unknown", NOT_SAID),
}  # fmt: skip


def free_of_charge(course: Listing, basis: FitBasis) -> FitSignal:
    """The course can be followed without paying."""
    said = course.free_evidence
    if course.free_kind == "unknown":
        evidence = f"not clear from what the source says: {said}" if said else NOT_SAID
    else:
        evidence = f"{COST[course.free_kind]}: {said}" if said else COST[course.free_kind]
    return say(course, "free_of_charge", _COST[course.is_free], evidence, _source(said or ""))


def free_to_the_end(course: Listing, basis: FitBasis) -> FitSignal:
    """It stays free until the circle has met for the last time."""
    value, evidence = _TO_THE_END[course.free_kind]
    return say(course, "free_to_the_end", value, evidence, _source(course.free_evidence or ""))


def no_purchase(course: Listing, basis: FitBasis) -> FitSignal:
    """Nothing else has to be bought: no book, no software, no exam."""
    return told_by_words(course, "no_purchase", basis.words.no_purchase, "of anything that has to be bought")


def _source(evidence: str) -> str:
    return "policy" if evidence.startswith(POLICY) else "listing"
