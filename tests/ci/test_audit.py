"""What `make audit` says of pinned packages."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "audit.py"


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ci_audit", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _package(name: str, *holes: str) -> dict[str, Any]:
    return {"name": name, "version": "1.0", "vulns": [{"id": hole, "fix_versions": ["1.1"]} for hole in holes]}


def test_a_known_hole_fails_and_is_named(audit: ModuleType) -> None:
    said, passes = audit.verdict([_package("a"), _package("b", "PYSEC-1")], {})
    assert not passes
    assert said == [
        "b 1.0 has a known hole, PYSEC-1; mended in: 1.1",
        "audit: 2 of 2 pinned packages looked up, 1 known hole",
    ]


def test_an_excused_hole_passes(audit: ModuleType) -> None:
    hole = _package("b", "PYSEC-1")
    hole["vulns"][0]["aliases"] = ["CVE-7"]
    assert audit.verdict([hole], {"CVE-7": "only on Windows"}) == (
        ["audit: 1 of 1 pinned packages looked up, 0 known holes"],
        True,
    )


def test_an_excuse_without_use_fails(audit: ModuleType) -> None:
    said, passes = audit.verdict([_package("a")], {"CVE-7": "only on Windows"})
    assert not passes
    assert said[0] == ".ci/excused.txt: CVE-7 is excused, but no pinned package has it any more: delete the line"


def test_an_index_that_knows_nothing_is_told(audit: ModuleType) -> None:
    unknown = {"name": "c", "skip_reason": "not found"}
    said, passes = audit.verdict([_package("a"), unknown], {"CVE-7": "may be in c"})
    assert passes
    assert said == [
        "audit: 1 of 2 pinned packages looked up, 0 known holes; the package index here tells nothing of the other 1"
    ]


def test_excuses_need_a_day_and_a_reason(audit: ModuleType) -> None:
    assert audit.excuses(["# remark", "", "CVE-7  2026-11-27  only on Windows"]) == {"CVE-7": "only on Windows"}
    with pytest.raises(ValueError, match=r"line 1: found `CVE-7 windows`, expected `ID  YYYY-MM-DD  REASON`"):
        audit.excuses(["CVE-7 windows"])
