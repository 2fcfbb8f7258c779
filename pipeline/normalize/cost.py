"""Whether staff can take a course without paying. Never guessed: what is not stated is unknown.

`free` costs nothing; `free_audit` can be taken without paying, the certificate or graded work costs; `free_limited`
is free for a limited time, part or group; `paid` costs; `unknown` is not stated or contradicts itself. `is_free`
answers the coordinator's question "can staff take it without paying?": true for the three free kinds, false for paid,
null for unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.model import FREE_KINDS, FreeKind, Note, Policy
from pipeline.normalize.price import FREE_WORDS, Price
from pipeline.normalize.reading import Reading, finding, shown, unknown

_PAID_WORDS = ("paid", "kostenpflichtig", "payant", "de pago")
_IS_FREE: dict[FreeKind, bool | None] = {
    "free": True,
    "free_audit": True,
    "free_limited": True,
    "paid": False,
    "unknown": None,
}
_KINDS: dict[str, FreeKind] = {kind: kind for kind in FREE_KINDS}
_KINDS |= dict.fromkeys(FREE_WORDS, "free")
_KINDS |= dict.fromkeys(_PAID_WORDS, "paid")


@dataclass(frozen=True, slots=True)
class Cost:
    """How a course is free, whether it can be taken without paying, and the words or the policy this rests on."""

    free_kind: FreeKind
    is_free: bool | None
    evidence: str | None


UNKNOWN = Cost("unknown", None, None)


def read(
    words: str | None, looked_up: str | None, *, price: Price | None, is_priced: bool, policy: Policy | None
) -> Reading[Cost]:
    """How free a listing is, from its free signal, its price and its provider's stated policy, in this order.

    `words` is the free signal as the listing has it and `looked_up` what the source's lookups make of it (null where
    they ignore it): the evidence quotes the first and says where the second comes from. `is_priced` tells that the
    listing words a price, readable or not. The policy counts only for a listing that says neither. A signal and a price
    that contradict each other, signals that differ, or a free signal beside a price that cannot be read make it
    unknown, with a note.
    """
    if words is not None and looked_up is not None and looked_up.strip():
        kinds = {_KINDS.get(part.strip().casefold()) for part in looked_up.split("|") if part.strip()}
        if len(kinds) != 1 or None in kinds:
            return Reading(
                UNKNOWN, (unknown("free", looked_up, f"one of {', '.join(FREE_KINDS)}; add it to lookups.free"),)
            )
        return _worded(kinds.pop() or "unknown", words, looked_up, price, is_priced=is_priced)
    if price is not None:
        kind: FreeKind = "paid" if price.amount > 0 else "free"
        return Reading(_cost(kind, f"price {_priced(price)}"))
    if is_priced or policy is None or policy.free_kind == "unknown":
        return Reading(UNKNOWN)
    read = f"read {policy.read_on}" + (f" in {policy.read_in}" if policy.read_in else "")
    return Reading(_cost(policy.free_kind, f"stated policy: {policy.free_kind} ({policy.url}, {read})"))


def _worded(kind: FreeKind, words: str, looked_up: str, price: Price | None, *, is_priced: bool) -> Reading[Cost]:
    if kind == "unknown":
        return Reading(UNKNOWN)
    evidence = _evidence(words, kind, is_verbatim=words.strip().casefold() == looked_up.strip().casefold())
    if price is None and kind == "free" and is_priced:
        return Reading(UNKNOWN, (_doubt(evidence, words, "a price stands beside it that cannot be read for certain"),))
    if price is None:
        return Reading(_cost(kind, evidence))
    clash = (kind == "free" and price.amount > 0) or (kind == "paid" and price.amount == 0)
    if clash:
        return Reading(UNKNOWN, (_doubt(evidence, words, f"the price is {_priced(price)}"),))
    return Reading(_cost(kind, f"{evidence} and price {_priced(price)}"))


def _evidence(words: str, kind: FreeKind, *, is_verbatim: bool) -> str:
    """The listing's own words, and the rule they are read by where they do not say it themselves."""
    if is_verbatim:
        return f"the listing says `{shown(words)}`"
    return f"the listing's `{shown(words)}`, read as {kind} by a rule of source.yaml"


def _cost(kind: FreeKind, evidence: str) -> Cost:
    return Cost(kind, _IS_FREE[kind], evidence)


def _priced(price: Price) -> str:
    amount = "0" if price.amount == Decimal(0) else str(price.amount)
    return f"{amount} {price.currency}" if price.currency else amount


def _doubt(evidence: str, words: str, reason: str) -> Note:
    message = f"{evidence}, but {reason}; the cost is left unknown"
    return finding("free", words, message, kind="contradiction", level="warning")
