"""`circlewise --help`, `--version` and a slip answer at once: they load nothing that a night needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "apprise", "apscheduler", "duckdb", "highspy", "httpx", "jinja2", "lxml", "numpy", "onnxruntime", "openpyxl",
    "pandas", "pydantic", "rapidfuzz", "rich", "selectolax", "sqlite3", "starlette", "tokenizers", "typst", "uvicorn",
    "vl_convert", "yaml",
)  # fmt: skip
MOST_MODULES = 250
"""Python with click has some 150; a verb that is imported brings 500 and more."""
TOLD = (
    "import sys; from pipeline.__main__ import main; status = main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--help",), "new-connector"), (("-h",), "Verbs"), (("--version",), "version"), ((), "Usage"), (("nihgt",), "")],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_it_loads_none_of_the_heavy_packages(arguments: tuple[str, ...], said: str, root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOLD, *arguments], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    assert said in done.stdout + done.stderr
    modules = done.stderr.splitlines()[-1].split()
    assert "click" in modules
    assert sorted({name.partition(".")[0] for name in modules} & set(HEAVY)) == []
    assert len(modules) < MOST_MODULES


def test_the_count_would_notice_a_verb_that_is_imported(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOLD, "season", "--help"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    modules = done.stderr.splitlines()[-1].split()
    assert "duckdb" in modules
    assert len(modules) > MOST_MODULES
