"""Every number an operator may set has a range, declared once, and a default within it."""

from __future__ import annotations

import dataclasses
import typing
from typing import Any

import pytest

from pipeline.model import Politeness, settings, source_rules
from pipeline.model.setting import setting

OWNERS = list(
    {v.__name__: v for m in (settings, source_rules) for v in vars(m).values() if dataclasses.is_dataclass(v)}.values()
)


def _has_number(hint: Any) -> bool:
    return hint in (int, float) or any(map(_has_number, typing.get_args(hint)))


def _wrongly_declared(owner: Any) -> list[str]:
    """The fields with a number and no range, with a range and no number, or with overrides that are no numbers."""
    hints, wrong = typing.get_type_hints(owner), []
    for field in dataclasses.fields(owner):
        limits, overridden = field.metadata["limits"], field.metadata["overrides"]
        is_fine = bool(limits) != bool(overridden) if _has_number(hints[field.name]) else not limits and not overridden
        if not is_fine or (overridden and hints[field.name] != dict[str, float]):
            wrong.append(field.name)
    return wrong


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_each_number_has_limits(owner: Any) -> None:
    assert _wrongly_declared(owner) == []


def test_a_forgotten_range_is_found() -> None:
    @dataclasses.dataclass
    class Forgetful:
        number: int = setting("no range")
        share: float | None = setting("no range")
        by_name: dict[str, float] = setting("no range")
        both: dict[str, float] = setting("two ranges", limits=(0, 1), overrides=Politeness)
        text: str = setting("not a number", limits=(0, 1))
        parts: dict[str, str] = setting("not numbers", overrides=Politeness)
        good: dict[str, float] = setting("shares", limits=(0, 1))
        is_good: bool = setting("not a number")

    assert _wrongly_declared(Forgetful) == ["number", "share", "by_name", "both", "text", "parts"]


def test_limits_are_in_order_and_defaults_lie_within() -> None:
    fields = [field for owner in OWNERS for field in dataclasses.fields(owner) if field.metadata["limits"]]
    assert {"delay_seconds", "min_listings", "retire_after", "keep_builds"} <= {field.name for field in fields}
    for field in fields:
        low, high = field.metadata["limits"]
        assert low < high, field.name
        assert field.default in (dataclasses.MISSING, None) or low <= field.default <= high, field.name
