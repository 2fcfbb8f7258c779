"""Multi-select answers joined in one cell, taken apart without breaking an option that holds the separator.

A naive split at `, ` breaks 64 of the 200 answers to one real question, because an option is worded "HPC resource
manager (SLURM, PBS, SGE, LSF or similar)" (seen 2026-11). So the options are learned first, and a cell is then read
by the longest option that fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, pairwise

Pieces = tuple[str, ...]
MIN_TOGETHER = 3
MIN_CHOSEN = 2
SHARE_CHOSEN = 0.01
SHARE_EXPLAINED = 0.6
SHARE_ORDERED = 0.9
SHARE_SEVERAL = 0.05
MAX_OPTIONS = 80
MAX_PIECES = 400
MAX_MERGES = 50


def least(n_cells: int) -> int:
    """In how many answers a wording must occur to be an option of the form, not something one person typed."""
    return max(MIN_CHOSEN, round(SHARE_CHOSEN * n_cells))


def learn(cells: Sequence[str], separator: str) -> tuple[str, ...]:
    """The options behind joined cells, the most chosen first.

    Pieces of an unclosed bracket belong together; so do pieces that are never seen apart. What is chosen too rarely
    is no option: it may be what one person typed under "other".
    """
    lists: Counter[Pieces] = Counter()  # distinct cells are far fewer than cells
    for cell, n in Counter(cells).items():
        pieces = _bracketed(_pieces(cell, separator), separator)
        if len(pieces) <= MAX_PIECES:
            lists[pieces] += n
    counts: Counter[str] = Counter()
    for pieces, n in _merged(lists, separator).items():
        for piece in dict.fromkeys(pieces):
            counts[piece] += n
    needed = least(len(cells))
    return tuple(
        sorted((piece for piece, n in counts.items() if n >= needed), key=lambda piece: (-counts[piece], piece))
    )


def split(cell: str, separator: str, options: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The options chosen in a cell, in its order, and what is left over; neighbouring left-overs stay together."""
    known = {_pieces(option, separator): option for option in options}
    longest = max((len(pieces) for pieces in known), default=1)
    pieces = _pieces(cell, separator)
    chosen: list[str] = []
    rest: list[list[str]] = [[]]
    position = 0
    while position < len(pieces):
        for size in range(min(longest, len(pieces) - position), 0, -1):
            option = known.get(pieces[position : position + size])
            if option is not None:
                chosen.append(option)
                rest.append([])
                position += size
                break
        else:
            rest[-1].append(pieces[position])
            position += 1
    joint = separator.strip() + " "
    return tuple(dict.fromkeys(chosen)), tuple(joint.join(parts) for parts in rest if parts)


def is_joined(cells: Sequence[str], separator: str, explained: float = SHARE_EXPLAINED) -> bool:
    """True where the cells are choices from a list, joined: a person's own list in free text is not.

    Choices repeat the form's options word for word and in the form's order; several are chosen often enough.
    `explained` is the share of cells (0 to 1) that must consist of options and nothing else.
    """
    holding = sum(separator.strip() in cell for cell in cells)
    if holding < max(2, SHARE_SEVERAL * len(cells)):
        return False
    options = learn(cells, separator)
    if not 2 <= len(options) <= MAX_OPTIONS:
        return False
    read = [(*split(cell, separator, options), n) for cell, n in Counter(cells).items()]
    n_several = sum(n for chosen, _, n in read if len(chosen) > 1)
    n_explained = sum(n for _, rest, n in read if not rest)
    enough = n_several >= max(2, SHARE_SEVERAL * len(cells)) and n_explained >= explained * len(cells)
    return enough and _is_ordered([(chosen, n) for chosen, _, n in read])


def _is_ordered(lists: Sequence[tuple[Pieces, int]]) -> bool:
    """True where two options chosen together stand in the same order nearly always, as a form writes them."""
    pairs: Counter[tuple[str, str]] = Counter()
    for chosen, n in lists:
        for pair in combinations(chosen[:MAX_OPTIONS], 2):
            pairs[pair] += n
    n_ordered = sum(max(n, pairs[second, first]) for (first, second), n in pairs.items() if n > pairs[second, first])
    n_ordered += sum(n for (first, second), n in pairs.items() if n == pairs[second, first] and first < second)
    return n_ordered >= SHARE_ORDERED * pairs.total()


def _pieces(cell: str, separator: str) -> Pieces:
    return tuple(piece for piece in (part.strip() for part in cell.split(separator)) if piece)


def _bracketed(pieces: Pieces, separator: str) -> Pieces:
    """Pieces joined again while a round bracket is open; brackets that never close are left alone."""
    joined: list[str] = []
    open_from: int | None = None
    depth = 0
    for number, piece in enumerate(pieces):
        depth = max(0, depth + piece.count("(") - piece.count(")"))
        if open_from is None and depth == 0:
            joined.append(piece)
        elif open_from is None:
            open_from = number
        elif depth == 0:
            joined.append((separator.strip() + " ").join(pieces[open_from : number + 1]))
            open_from = None
    return tuple(joined) + (pieces[open_from:] if open_from is not None else ())


def _merged(lists: Counter[Pieces], separator: str) -> Counter[Pieces]:
    """Neighbouring pieces that never occur apart become one, the most frequent first."""
    joint = separator.strip() + " "
    for _ in range(MAX_MERGES):
        alone: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for pieces, n in lists.items():
            for piece in pieces:
                alone[piece] += n
            for pair in pairwise(pieces):
                pairs[pair] += n
        bound = [pair for pair, n in pairs.items() if n >= MIN_TOGETHER and n == alone[pair[0]] == alone[pair[1]]]
        if not bound:
            break
        first, second = min(bound, key=lambda pair: (-pairs[pair], pair))
        merged: Counter[Pieces] = Counter()
        for pieces, n in lists.items():
            merged[_joined(pieces, first, second, joint)] += n
        lists = merged
    return lists


def _joined(pieces: Pieces, first: str, second: str, joint: str) -> Pieces:
    out: list[str] = []
    for piece in pieces:
        if out and out[-1] == first and piece == second:
            out[-1] = first + joint + second
        else:
            out.append(piece)
    return tuple(out)
