"""How many examples Hypothesis tries: a quarter of them in the fast run.

The same examples every time, so that nothing is red by chance. HYPOTHESIS_PROFILE=few, which `make test` sets, tries a
quarter of those that a test names; `make check` tries all. HYPOTHESIS_PROFILE=search draws others every time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import hypothesis
import pytest

FEW_EXAMPLES = 25
"""No test tries fewer, unless it names fewer itself."""
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "same")
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.register_profile("few", derandomize=True, max_examples=FEW_EXAMPLES)
hypothesis.settings.register_profile("search", derandomize=False)
hypothesis.settings.load_profile(PROFILE)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the fast run every test tries few examples."""
    if PROFILE == "few":
        try_fewer({getattr(item, "obj", None) for item in items})  # a test of many cases is one function


def try_fewer(tests: Iterable[Any]) -> None:
    """A number that stands at a test goes before the profile (Hypothesis 6.140): a quarter of it from now on."""
    for test in tests:
        own = getattr(test, "_hypothesis_internal_use_settings", None)
        if own is not None and own.max_examples > FEW_EXAMPLES:
            few = max(own.max_examples // 4, FEW_EXAMPLES)
            test._hypothesis_internal_use_settings = hypothesis.settings(own, max_examples=few)
