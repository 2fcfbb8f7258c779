"""Kirkpatrick level 4: credentials before and after, grants, and whatever else was counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pipeline.circles import told
from pipeline.circles.book import Book, Part, Person, day_before, is_valid_on
from pipeline.model import CredentialCount, CredentialEntry, MeasureEntry, OutcomeFigure

RESULTS = 4
SOON = timedelta(days=180)
PEOPLE = "people"


@dataclass(frozen=True, kw_only=True)
class Holders:
    """Who holds credentials among the people of circles, and which counts of them are told."""

    outcomes: tuple[OutcomeFigure, ...]
    told: dict[str, frozenset[Person]]
    """The groups of people whose size is told, by name."""


def holders(book: Book, parts: Sequence[Part], with_people: told.Names, min_group: int) -> Holders:
    """People of each part who held any credential, valid, the day before their first circle, and then or since."""
    if not book.credentials:
        return Holders(outcomes=(), told={})
    before = frozenset(each.person for each in book.credentials if _held_before(book, each))
    after = frozenset(each.person for each in book.credentials if _held_since(book, each))
    names = told.holders(book, parts, before, after, with_people, min_group)
    outcomes: list[OutcomeFigure] = []
    groups: dict[str, frozenset[Person]] = {}
    for part in parts:
        people = book.everybody(part.circles)
        is_told = part.name in names
        outcomes.append(
            OutcomeFigure(
                scope=part.scope,
                scope_id=part.scope_id,
                measure="credential_holders",
                unit=PEOPLE,
                level=RESULTS,
                value=Decimal(len(people & after)) if is_told else None,
                before=Decimal(len(people & before)) if is_told else None,
                n_answers=None,
                is_suppressed=not is_told,
                evidence=None,
            )
        )
        if part.name in with_people:
            groups[f"people {part.name}"] = people
        if is_told:
            groups |= {f"before {part.name}": people & before, f"after {part.name}": people & after}
    return Holders(outcomes=tuple(outcomes), told=groups)


def credentials(book: Book, held: Holders, as_of: date, min_group: int) -> tuple[CredentialCount, ...]:
    """How many people hold each credential; the counts of the four columns are hidden one by one."""
    kinds: dict[tuple[str, str], list[CredentialEntry]] = {}
    for each in book.credentials:
        kinds.setdefault((each.credential, each.level or ""), []).append(each)
    groups: dict[tuple[int, str], frozenset[Person]] = {}
    for number, kind in enumerate(sorted(kinds)):
        valid = [each for each in kinds[kind] if is_valid_on(each, as_of)]
        lasting = {each.person for each in valid if each.expires_on is None or each.expires_on > as_of + SOON}
        groups |= {
            (number, "before"): frozenset(each.person for each in kinds[kind] if _held_before(book, each)),
            (number, "after"): frozenset(each.person for each in kinds[kind] if _held_since(book, each)),
            (number, "valid"): frozenset(each.person for each in valid),
            (number, "expiring"): frozenset(each.person for each in valid) - lasting,
        }
    names = told.credentials(groups, held.told, min_group)

    def size(*count: Any) -> int | None:
        return len(groups[count]) if count in names else None

    return tuple(
        CredentialCount(
            credential=name,
            level=level,
            n_before=size(number, "before"),
            n_after=size(number, "after"),
            n_valid=size(number, "valid"),
            n_expiring=size(number, "expiring"),
            is_suppressed=not {(number, "before"), (number, "after")} & names,
        )
        for number, (name, level) in enumerate(sorted(kinds))
    )


def money(book: Book, parts: Sequence[Part]) -> Iterator[OutcomeFigure]:
    """Grants asked and awarded, a row a currency; amounts are never summed over currencies."""
    for part in parts:
        for currency in sorted({grant.currency for grant in book.grants}):
            grants = [
                grant
                for grant in book.grants
                if grant.currency == currency and (part.scope == "all" or grant.circle_id in part.circles)
            ]
            if not grants:
                continue
            sums = {
                "grants_asked": sum((grant.asked for grant in grants), Decimal(0)),
                "grants_awarded": sum((grant.awarded or Decimal(0) for grant in grants), Decimal(0)),
            }
            for measure, amount in sums.items():
                yield OutcomeFigure(
                    scope=part.scope,
                    scope_id=part.scope_id,
                    measure=measure,
                    unit=currency,
                    level=RESULTS,
                    value=amount,
                    before=None,
                    n_answers=None,
                    is_suppressed=False,
                    evidence=None,
                )


def recorded(book: Book, min_group: int) -> Iterator[OutcomeFigure]:
    """What people counted themselves: the last count after, and the first count before."""
    kinds: dict[tuple[str, str, str], list[MeasureEntry]] = {}
    for measure in sorted(book.measures, key=lambda each: each.measured_on):
        kinds.setdefault((measure.circle_id or "", measure.measure, measure.unit), []).append(measure)
    for (circle, name, unit), rows in sorted(kinds.items()):
        last = rows[-1]
        before = next((row.before for row in rows if row.before is not None), None)
        is_hidden = unit.casefold() == PEOPLE and any(
            0 < n < min_group for n in (last.after, before or 0, abs(last.after - (before or last.after)))
        )
        yield OutcomeFigure(
            scope="circle" if circle else "all",
            scope_id=circle or "all",
            measure=name,
            unit=unit,
            level=last.level,
            value=None if is_hidden else last.after,
            before=None if is_hidden else before,
            n_answers=None,
            is_suppressed=is_hidden,
            evidence=last.evidence,
        )


def _first_day(book: Book, person: Person) -> date | None:
    """The day a person's first circle began; the first of all circles for those who were in none."""
    return book.began_on.get(person) or min(book.began_on.values(), default=None)


def _held_before(book: Book, credential: CredentialEntry) -> bool:
    first = _first_day(book, credential.person)
    return first is not None and is_valid_on(credential, day_before(first))


def _held_since(book: Book, credential: CredentialEntry) -> bool:
    """Held the day before the first circle, or since; where no circle began yet, held at all."""
    first = _first_day(book, credential.person)
    return first is None or credential.expires_on is None or credential.expires_on >= day_before(first)
