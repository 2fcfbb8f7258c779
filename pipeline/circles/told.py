"""Which counts about the people of circles may be told: `hide.shown` over all that is published, a question at a time.

Each search takes as known what the ones before it let through, since a reader has that too. What a reader does not know
is that everybody was at a session, or that nobody missed it: so beside the people stands a place for each answer that
nobody may fill (`_nobody`), which weighs nothing.
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
    return [Row(name=f"{word} {part.name}", kind=part.scope, atoms=atoms(part), is_known=True) for part in parts]


def _of(parts: Iterable[Part], names: Collection[str]) -> list[Part]:
    return [part for part in parts if part.name in names]


def _single(parts: Iterable[Part], names: Collection[str]) -> list[Part]:
    return [part for part in _of(parts, names) if part.scope == "circle"]


def _nobody(units: Iterable[Any], *answers: str) -> frozenset[Any]:
    """For each unit and answer a place that nobody fills."""
    return frozenset((None, unit, answer) for unit in units for answer in answers)


def _filled(atoms: Collection[Any]) -> list[Any]:
    """The atoms without the places that nobody fills."""
    return [atom for atom in atoms if atom[0] is not None]


def participants(book: Book, parts: Sequence[Part], min_group: int) -> Names:
    """Parts whose number of people may be told."""
    return shown(_rows(parts, lambda part: book.everybody(part.circles)), min_group)


def engagements(book: Book, parts: Sequence[Part], with_people: Names, min_group: int) -> Names:
    """Parts whose number of attendances may be told; whoever knows the people knows how many there could have been."""

    def there(part: Part) -> frozenset[Any]:
        return book.presences(part.circles) | _nobody(part.circles, "there")

    def anybody(part: Part) -> frozenset[Any]:
        return possible(book, part.circles) | _nobody(part.circles, "there", "missing")

    rows = _rows(_of(parts, with_people), there)
    known = _known(_single(parts, with_people), anybody, "possible")
    return shown([*rows, *known], min_group, _weight_of_presences(book.present))


def sessions(book: Book, circle: str, min_group: int) -> frozenset[int]:
    """Held sessions of a circle, its attendances told, at which the number of people may be told too."""
    weigh = _weight_of_presences(book.present)
    present, could_be = book.presences([circle]), possible(book, [circle])
    numbers = [session.session for session in book.held[circle]]
    rows = [Row(name="all", kind="circle", atoms=present | _nobody(numbers, "there"), is_known=True)]
    for number in numbers:
        here = frozenset(each for each in present if each[2] == number) | _nobody([number], "there")
        anybody = here | frozenset(each for each in could_be if each[2] == number) | _nobody([number], "missing")
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
        filled = _filled(atoms)
        return len({atom[0] for atom in filled}) if present.issuperset(filled) else len(filled)

    return weigh


def completions(book: Book, parts: Sequence[Part], with_people: Names, min_group: int) -> tuple[Names, Names]:
    """Parts whose completions, and parts whose participations in completed circles, may be told.

    A participation is a person in a circle. Who knows the people of a part too knows how many were in several of its
    circles, so participations stay hidden where few were.
    """

    def all_of(part: Part) -> frozenset[Any]:
        finished = part.circles & set(book.completed)
        return frozenset((person, circle) for circle in finished for person in book.people[circle])

    def with_nobody(part: Part) -> frozenset[Any]:
        return all_of(part) | _nobody(part.circles & set(book.completed), "done", "left")

    def done(part: Part) -> frozenset[Any]:
        finished = part.circles & set(book.completed)
        filled = frozenset((person, circle) for circle in finished for person in book.completed[circle])
        return filled | _nobody(finished, "done")

    told = _of(parts, with_people)
    rows = [
        *_rows(told, done, "completions "),
        *_rows([part for part in told if part.scope != "circle"], with_nobody, "participations "),
        *_known(_single(told, with_people), with_nobody, "people"),
    ]
    secrets = [
        with_nobody(part)
        for part in told
        if part.circles <= set(book.completed) and 0 < len(all_of(part)) - len(book.everybody(part.circles)) < min_group
    ]
    names = shown(rows, min_group, lambda atoms: len({atom[0] for atom in _filled(atoms)}), secrets)
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
        filled = frozenset((circle, n) for circle in part.circles for n in range(forms.get(circle, 0)))
        return filled | _nobody(part.circles, "answered")

    def everybody(part: Part) -> frozenset[Any]:
        sizes = {circle: max(len(book.people[circle]), forms.get(circle, 0)) for circle in part.circles}
        filled = frozenset((circle, n) for circle, size in sizes.items() for n in range(size))
        return filled | _nobody(part.circles, "answered", "silent")

    def weigh(atoms: Collection[Any]) -> int:
        return len(_filled(atoms))

    means = shown(_rows(parts, given), min_group, weigh)
    counts = [*_rows(_of(parts, means), given), *_known(_single(parts, with_people), everybody, "people")]
    return means, shown(counts, min_group, weigh)


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

    def among(part: Part, people: frozenset[Person] | None, *answers: str) -> frozenset[Any]:
        here = book.everybody(part.circles)
        return as_atoms(here if people is None else here & people) | _nobody(part.circles, *answers)

    rows = [
        *_rows(told, lambda part: among(part, before, "before"), "before "),
        *_rows(told, lambda part: among(part, after, "before", "since"), "after "),
        *_known(told, lambda part: among(part, None, "before", "since", "never"), "people"),
    ]
    names = shown(rows, min_group, lambda atoms: len(_filled(atoms)))
    return frozenset(part.name for part in told if {f"before {part.name}", f"after {part.name}"} <= names)


def as_atoms(people: Iterable[Person]) -> frozenset[Any]:
    """People as atoms."""
    return frozenset((person,) for person in people)


def credentials(
    counted: Mapping[tuple[int, str], frozenset[Person]], known: Mapping[str, frozenset[Person]], min_group: int
) -> frozenset[tuple[int, str]]:
    """Of the counts of people who hold a credential, those that may be told beside what is told anyway.

    Args:
        counted: people by number of a credential and question: before, after, valid, expiring.
        known: groups of people whose size is told, by question and part.
        min_group: the smallest group of people that may be told of.
    """
    numbers = sorted({number for number, _ in counted})
    rows = [
        Row(
            name=f"{number} {question}",
            kind="credential",
            atoms=as_atoms(people) | _nobody([number], *ANSWERS[question]),
        )
        for (number, question), people in sorted(counted.items())
    ]
    for name, people in sorted(known.items()):
        question, part = name.split(" ", 1)
        nobody = _nobody(numbers, *ANSWERS[question]) if part == "all:all" else frozenset[Any]()
        rows.append(Row(name=f"known {name}", kind="all", atoms=as_atoms(people) | nobody, is_known=True))
    names = shown(rows, min_group, lambda atoms: len(_filled(atoms)))
    return frozenset(key for key in counted if f"{key[0]} {key[1]}" in names)


_STATES = ("lapsed", "lasting", "expiring")
ANSWERS = {
    "before": tuple(f"before {state}" for state in _STATES),
    "after": tuple(f"{since} {state}" for since in ("before", "since") for state in _STATES),
    "valid": tuple(f"{since} {state}" for since in ("before", "since") for state in ("lasting", "expiring")),
    "expiring": ("before expiring", "since expiring"),
    "people": (*(f"{since} {state}" for since in ("before", "since") for state in _STATES), "never"),
}
"""By question, the answers that a count of it takes in: what a reader knows of how the counts lie in one another."""
