"""Curves from a number to a chance, fitted on what people judged: logistic and isotonic, and the parts to leave out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pipeline.match.postings import Floats

Curve = Callable[[Floats], Floats]
"""Numbers in, chances between 0 and 1 out."""


def folds(n: int, k: int) -> list[list[int]]:
    """Places of n cases in k parts, dealt out like cards, so that neighbours in a file part."""
    return [list(range(first, n, k)) for first in range(k)]


def logistic(rows: Floats, labels: Floats, ridge: float = 0.01, rounds: int = 50) -> Floats:
    """Coefficients (one a column of `rows`, the last one a column of ones) by Newton's method with an L2 penalty."""
    found = np.zeros(rows.shape[1])
    penalty = np.full(rows.shape[1], ridge)
    penalty[-1] = 0.0
    for _ in range(rounds):
        chance = 1.0 / (1.0 + np.exp(-np.clip(rows @ found, -50, 50)))
        slope = rows.T @ (labels - chance) - penalty * found
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty + 1e-9)
        found = found + np.linalg.solve(curve, slope)
    return np.asarray(found, dtype=np.float64)


def logistic_curve(numbers: Floats, labels: Floats) -> Curve:
    """The logistic curve of one number."""
    steep, middle = logistic(np.stack([numbers, np.ones(len(numbers))], axis=1), labels)
    return lambda asked: np.asarray(1.0 / (1.0 + np.exp(-np.clip(steep * asked + middle, -50, 50))), dtype=np.float64)


def isotonic_curve(numbers: Floats, labels: Floats) -> Curve:
    """The best curve that never falls (pool adjacent violators), straight between its points; at least one is needed.

    Numbers that are the same share one point.
    """
    at, which = np.unique(numbers, return_inverse=True)
    blocks: list[tuple[float, int, int]] = []  # sum of labels, cases, points
    for point, total in enumerate(np.bincount(which, labels).tolist()):
        blocks.append((total, int(np.sum(which == point)), 1))
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            upper, lower = blocks.pop(), blocks.pop()
            blocks.append((lower[0] + upper[0], lower[1] + upper[1], lower[2] + upper[2]))
    levels = np.repeat([total / cases for total, cases, _ in blocks], [points for _, _, points in blocks])
    return lambda asked: np.asarray(np.interp(asked, at, levels), dtype=np.float64)
