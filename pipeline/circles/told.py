"""Which counts about the people of circles may be told: `hide.shown` over all that is published, a question at a time.

Each search takes as known what the ones before it let through, since a reader has that too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from pipeline.circles.book import Book, Part, Person, Presence
from pipeline.circles.hide import Row, shown

Names = frozenset[str]


def _rows(parts: Iterable[Part], atoms: Callable[[Part], frozenset[Any]], series: str = "") -> list[Row]:
    return [
        Row(name=f"{series}{part.name}", kind=part.scope, atoms=atoms(part), circles=part.circles, series=series)
        for part in parts
    ]


def _known(parts: Iterable[Part], atoms: Callable[[Part], frozenset[Any]], word: str) -> list[Row]:
    return [
        Row(name=f"{word} {part.name}", kind=part.scope, atoms=atoms(part), is_known=True)
        for part in parts
    ]  # fmt: skip


def _of(parts: Iterable[Part], names: Collection[str]) -> list[Part]:
    return [part for part in parts if part.name in names]


def _single(parts: Iterable[Part], names: Collection[str]) -> list[Part]:
    return [part for part in _of(parts, names) if part.scope == "circle"]


def participants(book: Book, parts: Sequence[Part], min_group: int) -> Names:
    """Parts whose number of people may be told."""
    return shown(_rows(parts, lambda part: book.everybody(part.circles)), min_group)


def engagements(book: Book, parts: Sequence[Part], with_people: Names, min_group: int) -> Names:
    """Parts whose number of attendances may be told; whoever knows the people knows how many there could have been."""
    rows = _rows(_of(parts, with_people), lambda part: book.presences(part.circles))
    known = _known(_single(parts, with_people), lambda part: possible(book, part.circles), "possible")
    return shown([*rows, *known], min_group, _weight_of_presences(book.present))


def sessions(book: Book, circle: str, min_group: int) -> frozenset[int]:
    """Held sessions of a circle, its attendances told, at which the number of people may be told too."""
    weigh = _weight_of_presences(book.present)
    present, could_be = book.presences([circle]), possible(book, [circle])
    rows = [Row(name="all", kind="circle", atoms=present, is_known=True)]
    for session in book.held[circle]:
        number = session.session
        here = frozenset(each for each in present if each[2] == number)
        anybody = frozenset(each for each in could_be if each[2] == number)
        rows.append(Row(name=f"could {number}", kind="session", atoms=anybody, is_known=True))
        rows.append(Row(name=str(number), kind="session", atoms=here))
    return frozenset(int(name) for name in shown(rows, min_group, weigh))


def possible(book: Book, circles: Iterable[str]) -> frozenset[Presence]:
    """Every attendance there would be had everybody of a circle been at all its held sessions."""
    return frozenset(
        (person, circle, session.session)
        for circle in circles
        for person in book.people[circle]
        for session in book.held[circle]
    )


def _weight_of_presences(present: frozenset[Presence]) -> Callable[[Collection[Any]], int]:
    def weigh(atoms: Collection[Any]) -> int:
        """People, where all were there; else attendances, some of them missed: whose they are cannot be told."""
        return len({atom[0] for atom in atoms}) if present.issuperset(atoms) else len(atoms)

    return weigh


def completions(book: Book, parts: Sequence[Part], with_people: Names, min_group: int) -> tuple[Names, Names]:
    """Parts whose completions, and parts whose participations in completed circles, may be told.

    A participation is a person in a circle. Who knows the people of a part too knows how many were in several of its
    circles, so participations stay hidden where few were.
    """

    def all_of(part: Part) -> frozenset[Any]:
        return frozenset(
            (person, circle) for circle in part.circles & set(book.completed) for person in book.people[circle]
        )

    def done(part: Part) -> frozenset[Any]:
        return frozenset(
            (person, circle) for circle in part.circles & set(book.completed) for person in book.completed[circle]
        )

    told = _of(parts, with_people)
    rows = [
        *_rows(told, done, "completions "),
        *_rows([part for part in told if part.scope != "circle"], all_of, "participations "),
        *_known(_single(told, with_people), all_of, "people"),
    ]
    secrets = [
        all_of(part)
        for part in told
        if part.circles <= set(book.completed) and 0 < len(all_of(part)) - len(book.everybody(part.circles)) < min_group
    ]
    names = shown(rows, min_group, lambda atoms: len({atom[0] for atom in atoms}), secrets)
    tellable = {part.name for part in told if part.scope == "circle"}
    return (
        frozenset(name.removeprefix("completions ") for name in names if name.startswith("completions ")),
        frozenset(tellable | {name.removeprefix("participations ") for name in names if name.startswith("partic")}),
    )


def ratings(
    book: Book, parts: Sequence[Part], forms: Mapping[str, int], with_people: Names, min_group: int
) -> tuple[Names, Names]:
    """Parts whose mean, and parts whose number of answers, may be told; `forms` are the answers given by circle."""

    def given(part: Part) -> frozenset[Any]:
        return frozenset((circle, n) for circle in part.circles for n in range(forms.get(circle, 0)))

    def everybody(part: Part) -> frozenset[Any]:
        return frozenset(
            (circle, n)
            for circle in part.circles
            for n in range(max(len(book.people[circle]), forms.get(circle, 0)))
        )  # fmt: skip

    means = shown(_rows(parts, given), min_group)
    counts = [*_rows(_of(parts, means), given), *_known(_single(parts, with_people), everybody, "people")]
    return means, shown(counts, min_group)


def holders(
    book: Book,
    parts: Sequence[Part],
    before: frozenset[Person],
    after: frozenset[Person],
    with_people: Names,
    min_group: int,
) -> Names:
    """Parts of which may be told how many held a credential before, and how many then or since."""
    told = _of(parts, with_people)
    rows = [
        *_rows(told, lambda part: book.everybody(part.circles) & before, "before "),
        *_rows(told, lambda part: book.everybody(part.circles) & after, "after "),
        *_known(told, lambda part: book.everybody(part.circles), "people"),
    ]
    names = shown(rows, min_group)
    return frozenset(part.name for part in told if {f"before {part.name}", f"after {part.name}"} <= names)


def credentials(
    counted: Mapping[str, frozenset[Person]],
    known: Mapping[str, frozenset[Person]],
    min_group: int,
) -> Names:
    """Of these counts of people who hold a credential, those that may be told beside what is told anyway."""
    rows = [Row(name=name, kind="credential", atoms=people) for name, people in sorted(counted.items())]
    rows += [
        Row(name=f"known {name}", kind="all", atoms=people, is_known=True) for name, people in sorted(known.items())
    ]
    return shown(rows, min_group)
