"""What kind of question a column or a set of columns is, learned from its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import QuestionKind
from pipeline.survey import scales
from pipeline.survey.contact import has_contact
from pipeline.survey.nonanswers import says_nothing
from pipeline.survey.roles import role
from pipeline.survey.splitting import is_joined, learn, least, split
from pipeline.survey.wording import key

DATE = re.compile(r"^(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})$")
DECIMALS = re.compile(r"^(\d+)[.,]0+$")
OPEN = re.compile(
    r"(?i)\b(?:please (?:list|describe|explain|tell|share|name)|list (?:any|up|the)|comments?"
    r"|anything else|in your own words|tell us"
    r"|what else|how else|suggestions?|feedback|name (?:up|one|two|three|a|any)|what (?:three"
    r" )?skills would)\b|\blearn\?$"
)
ALWAYS = frozenset({"yes", "no", "maybe", "true", "false", "sí", "si", "tal vez", "quizás", "quizas"})
TICKS = frozenset({"1", "x", "yes", "true", "checked", "selected", "on", "y", "✓", "✔", ""})
UNTICKED = frozenset({"0", "no", "n", "false", "unchecked", "not selected", "0 0"})
"""Keys of cells that say: shown, and not chosen."""
JOINTS = re.compile(r"[;,]")
MAX_CHOICES = 80
MAX_CHOICE_LETTERS = 200
COVERED = 0.6
EXPLAINED_OPEN = 0.95  # commas under an open question are prose unless nearly every cell is options alone
OPEN_ANSWERS = 10
OPEN_CHOSEN = 3
SHARE_DATES = 0.8
SHARE_RANKED = 0.8
SCALE_TOP = 10
MIN_NUMBERED = 2
MIN_ORDERS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """What a question was found to be; `separator` joins the options in a cell, where they are joined.

    In a grid (`is_grid`) each column is a row of the form, and a cell holds what was chosen in it: its words are kept.
    """

    kind: QuestionKind
    options: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    separator: str | None = None
    is_grid: bool = False


def plain(cells: Sequence[str], head: str, separators: Sequence[str], *, has_trailing_separator: bool = False) -> Shape:
    """The kind of one column; `cells` are its filled cells as shown, one a respondent."""
    told = [cell for cell in cells if key(cell) in ALWAYS or not says_nothing(cell)]
    if not told:
        return Shape(kind="free_text")
    if sum(bool(DATE.match(cell)) for cell in told) >= SHARE_DATES * len(told):
        return Shape(kind="date")
    separator = _separator(told, head, separators, has_trailing_separator=has_trailing_separator)
    if separator:
        options = tuple(option for option in learn(cells, separator) if not has_contact(option))
        kind: QuestionKind = "ranking" if _is_order(cells, separator, options) else "multi_select"
        return Shape(kind=kind, options=options, separator=separator)
    return _single(cells, told, head)


def spread(
    columns: Sequence[Sequence[str]], labels: Sequence[str], head: str, told: QuestionKind | None = None
) -> Shape:
    """The kind of a question with one column an option or row; `columns` hold a cell a respondent, empty ones too.

    `told` is the kind where a person said so.
    """
    filled = [[cell for cell in column if cell] for column in columns]
    values = {cell for column in filled for cell in column}
    if told == "multi_select":
        return Shape(kind=told, options=tuple(labels), is_grid=True)
    if told in ("rating", "ranking"):
        steps = scales.ordered(numeral(value) for value in values)
        return Shape(kind=told, options=tuple(dict.fromkeys(labels)), steps=steps)
    if told is not None:
        return Shape(kind=told, options=tuple(labels))
    if _is_ticked(filled, labels, values):
        return Shape(kind="multi_select", options=tuple(labels))
    if _is_ranked(columns, head, values):
        return Shape(kind="ranking", options=tuple(labels), steps=_in_order(numeral(value) for value in values))
    n_cells = sum(len(column) for column in filled)
    is_few = len(values) <= max(scales.TOPS) + 2 and len(values) * 2 <= n_cells
    is_few |= len(values) * 5 <= n_cells
    if is_few and not scales.is_scale(values) and _is_grid(values, head):
        return Shape(kind="multi_select", options=tuple(labels), is_grid=True)
    if is_few or all(map(scales.is_step, values)):
        return Shape(kind="rating", options=tuple(labels), steps=scales.ordered(numeral(value) for value in values))
    return Shape(kind="free_text")


def _single(cells: Sequence[str], told: Sequence[str], head: str) -> Shape:
    numbers = {scales.number(cell) for cell in set(told) if not scales.is_no_step(cell)}
    if all(number is not None and number <= SCALE_TOP for number in numbers) and len(numbers) > 2:
        return Shape(kind="rating", steps=scales.ordered(numeral(cell) for cell in told))
    counts = Counter(numeral(cell) for cell in cells)
    needed = least(len(cells))
    recurring = [cell for cell, n in counts.items() if n >= needed or key(cell) in ALWAYS or scales.is_step(cell)]
    options = [cell for cell in recurring if not has_contact(cell)]
    covered = sum(counts[option] for option in options) / len(cells)
    if (
        not options
        or covered < COVERED
        or (OPEN.search(head) and not _is_closed(counts))
        or len(options) > MAX_CHOICES
        or max(map(len, options)) > MAX_CHOICE_LETTERS
    ):
        return Shape(kind="free_text")
    words = [option for option in options if key(option) not in ALWAYS and scales.number(option) is None]
    if len(words) == len(options) and scales.is_scale(options):
        return Shape(kind="rating", steps=scales.ordered(counts))
    return Shape(kind="choice", options=tuple(sorted(options, key=lambda option: (-counts[option], option))))


def rated(choice: Shape, cells: Iterable[str]) -> Shape:
    """A choice from a list of the form as a rating, where the list is a scale in words; else the choice."""
    words = [option for option in choice.options if key(option) not in ALWAYS and scales.number(option) is None]
    if len(words) < len(choice.options) or not scales.is_scale(choice.options):
        return choice
    return Shape(kind="rating", steps=scales.ordered((*choice.options, *cells)))


def _is_closed(counts: Counter[str]) -> bool:
    """True where even an openly worded question was answered from a list: every answer recurs, nobody typed one."""
    n_least = min(counts.values())
    return (counts.total() >= OPEN_ANSWERS and n_least >= OPEN_CHOSEN) or scales.is_scale(counts)


def _separator(
    told: Sequence[str], head: str, separators: Sequence[str], *, has_trailing_separator: bool
) -> str | None:
    if has_trailing_separator:
        mark = separators[0]
        return mark if sum(cell.endswith(mark) for cell in told) >= COVERED * len(told) else None
    for mark in separators:
        if _is_packed(told, mark):
            return mark
        if _is_permuted(told, mark):
            return mark
        is_prose = mark.endswith(" ") and OPEN.search(head)
        if is_joined(told, mark, EXPLAINED_OPEN) if is_prose else is_joined(told, mark):
            return mark
    return None


def _is_packed(told: Sequence[str], mark: str) -> bool:
    """True where too few people answered to learn options, but a third of the cells are joined as no person types.

    People put a space after a semicolon; the tools that join options with one do not.
    """
    held = [cell for cell in told if mark in cell]
    return (
        not mark.endswith(" ")
        and len(told) < OPEN_ANSWERS
        and len(held) * 3 >= len(told)
        and not any(f"{mark} " in cell or cell.startswith(mark) or cell.endswith(mark) for cell in held)
        and all(len(piece) <= MAX_CHOICE_LETTERS for cell in held for piece in cell.split(mark))
    )


def _is_permuted(told: Sequence[str], mark: str) -> bool:
    """True where every cell joins the same things in another order, as people rank them and never write."""
    orders = {tuple(piece.strip() for piece in cell.split(mark)) for cell in set(told)}
    return len(orders) >= MIN_ORDERS and len({frozenset(order) for order in orders}) == 1


def _is_order(cells: Sequence[str], separator: str, options: tuple[str, ...]) -> bool:
    """True where every cell holds every option, in an order that differs: a ranking joined in one cell."""
    orders = {split(cell, separator, options) for cell in cells}
    return len(orders) > 1 and len(options) > 1 and all(set(chosen) == set(options) for chosen, _ in orders)


def are_ticks(filled: Sequence[Sequence[str]], labels: Sequence[str]) -> bool:
    """True where cells say nothing but whether their option was chosen, with a mark, a yes or no, or its own words."""
    return all(
        key(cell) in TICKS or key(cell) in UNTICKED or key(cell) == key(label)
        for column, label in zip(filled, labels, strict=True)
        for cell in set(column)
    )


def is_ticked(columns: Sequence[Sequence[str]], labels: Sequence[str]) -> bool:
    """True where each column is an option, ticked or not, and no grid of words; `columns` as in `spread`."""
    filled = [[cell for cell in column if cell] for column in columns]
    return are_ticks(filled, labels) or _is_ticked(filled, labels, {cell for column in filled for cell in column})


def _is_grid(values: set[str], head: str) -> bool:
    """True where cells hold times, or lists of what other cells hold: "Morning, Afternoon" beside "Morning"."""
    if role(head, "multi_select") == "availability":
        return True
    lists = [pieces for value in values if len(pieces := _pieces(value)) > 1]
    n_held = Counter(piece for value in values for piece in set(_pieces(value)))
    return bool(lists) and all(n_held[piece] > 1 for pieces in lists for piece in pieces)


def _pieces(value: str) -> list[str]:
    return [piece for piece in (each.strip() for each in JOINTS.split(value)) if piece]


def _is_ticked(filled: Sequence[Sequence[str]], labels: Sequence[str], values: set[str]) -> bool:
    """True where a filled cell only says "chosen": one value a column, mostly the option's own words."""
    if any(len(set(column)) > 1 for column in filled):
        return False
    if {key(value) for value in values} <= TICKS and len(values) <= 1:
        return True
    if _is_numbered(filled):
        return True
    own = sum(key(column[0]) == key(label) for column, label in zip(filled, labels, strict=True) if column)
    n_used = sum(bool(column) for column in filled)
    return own * 2 >= n_used or (len(values) == n_used and not all(map(scales.is_step, values)))


def _is_numbered(filled: Sequence[Sequence[str]]) -> bool:
    """True where a column only ever says its own number, in rising order, and not all columns are filled alike.

    Those are codes of options. In a ranking that everybody gave alike, the same people fill all columns.
    """
    used = [column for column in filled if column]
    numbers = [scales.number(column[0]) or 0 for column in used]
    is_rising = all(0 < one < other for one, other in pairwise(numbers))
    return len(used) > MIN_NUMBERED and is_rising and len({len(column) for column in used}) > 1


def _is_ranked(columns: Sequence[Sequence[str]], head: str, values: set[str]) -> bool:
    """True where the cells are places from 1 to the number of columns, each given once by nearly everybody.

    "N/A" is no place, and no reason against it.
    """
    numbers = [scales.number(value) for value in values if not scales.is_no_step(value)]
    if len(columns) < 2 or not numbers or not all(number and number <= len(columns) for number in numbers):
        return False
    rows = [[cell for cell in row if scales.number(cell)] for row in zip(*columns, strict=True)]
    several = [row for row in rows if len(row) > 1]
    n_distinct = sum(len(set(row)) == len(row) for row in several)
    return (
        bool(several) and n_distinct >= SHARE_RANKED * len(several) and (len(columns) > 2 or "rank" in head.casefold())
    )


def _in_order(places: Iterable[str]) -> tuple[str, ...]:
    """Distinct places from first to last; what is none last."""
    return tuple(sorted(set(places), key=lambda place: (scales.number(place) is None, scales.number(place), place)))


def numeral(cell: str) -> str:
    """A bare number without its decimals (`3.0` is `3`); anything else as it is."""
    match = DECIMALS.match(cell) if cell.endswith("0") else None
    return match[1] if match else cell
