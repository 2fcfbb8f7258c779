"""The pages for analysts work as typed: every block is run on the demo, or where its tool is missing, its SQL is."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from page_commands import Command

from pipeline.__main__ import main

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "analysts"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r'"((?:SELECT|FROM|WITH)\b[^"]*)"')
PAGES = sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != "README")
NEEDS = {"polars": ("polars", "pyarrow"), "parquet": ("polars", "pyarrow")}
"""Packages that are not in requirements.lock: where they are missing, only the SQL of the page is run."""


def blocks(page: str, *kinds: str) -> list[str]:
    found = BLOCK.findall((FOLDER / f"{page}.md").read_text(encoding="utf-8"))
    return [text for kind, text in found if kind in kinds]


@pytest.fixture(scope="module")
def there(demo_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the pages take it: the demo's home at data/local/demo, and `circlewise` on the path."""
    folder = tmp_path_factory.mktemp("analyst")
    home = folder / "data" / "local" / "demo"
    home.mkdir(parents=True)
    shutil.copy(demo_once / "catalogue.duckdb", home)
    assert main(["export", str(folder / "parquet"), "--home", str(home)]) == 0
    shim = folder / "bin" / "circlewise"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n')
    shim.chmod(0o755)
    return folder


def run(there: Path, *command: str, given: str | None = None) -> str:
    found_by = os.pathsep.join((str(FOLDER.parents[1]), os.environ.get("PYTHONPATH", "")))
    environ = os.environ | {"PATH": f"{there / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": found_by}
    done = subprocess.run(command, cwd=there, env=environ, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_page_is_on_the_list_and_has_something_to_run() -> None:
    listed = re.findall(r"\]\((\w+)\.md\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == PAGES
    assert PAGES == ["bi", "duckdb", "history", "pandas", "parquet", "polars", "python", "query", "r"]
    assert [page for page in PAGES if not blocks(page, "sh", "python", "sql", "r")] == []


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")])
def test_its_python_runs(page: str, there: Path) -> None:
    missing = [name for name in NEEDS.get(page, ()) if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed here: {', '.join(missing)}; its SQL is run by another test")
    assert run(there, sys.executable, "-", given="\n".join(blocks(page, "python"))).strip()


LINES = [line for page in PAGES for text in blocks(page, "sh") for line in text.splitlines()]
SPOKEN = next(line for line in LINES if line.startswith("circlewise ") and " > " in line)
"""A shell types this one; all others would say nothing more of the shell, and take a process each: 1.5 s of CPU."""


@pytest.mark.parametrize("line", LINES, ids=lambda line: line)
def test_a_line_of_shell_runs(
    line: str, there: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = Command("", line)
    if command.words[0] != "circlewise" and shutil.which(command.words[0]) is None:
        pytest.skip(f"{command.words[0]} is not installed here; its SQL is run by another test")
    if line == SPOKEN or command.words[0] != "circlewise" or "|" in command.words:
        said = run(there, "/bin/sh", "-ec", line)
    else:
        monkeypatch.chdir(there)
        status = main(command.arguments)
        out, err = capfdbinary.readouterr()
        assert status == 0, err.decode()
        if command.target:
            (there / command.target).write_bytes(out)
        said = out.decode(errors="replace")
    target = command.target
    assert (there / target).stat().st_size > 50 if target else len(said.splitlines()) > 3


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "sql")])
def test_its_sql_runs(page: str, there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(there)
    with duckdb.connect() as connection:
        for text in blocks(page, "sql"):
            answers = [connection.execute(each).fetchall() for each in text.split(";") if each.strip()]
            assert any(answers)


def test_r_runs(there: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed here; the SQL of its page is run by another test")
    script = there / "page.R"
    script.write_text("\n".join(blocks("r", "r")))
    assert run(there, "Rscript", str(script)).strip()


@pytest.mark.parametrize("page", PAGES)
def test_every_query_in_quotes_answers(page: str, there: Path) -> None:
    texts = blocks(page, "sh", "python", "r")
    queries = [sql for text in texts for sql in QUOTED.findall(text)]
    assert queries or blocks(page, "sql")
    with duckdb.connect(str(there / "data" / "local" / "demo" / "catalogue.duckdb"), read_only=True) as catalogue:
        for sql in queries:
            assert catalogue.execute(sql, ["en"] if "?" in sql else None).fetchall(), sql


def test_the_pages_ask_for_what_is_promised_only() -> None:
    for page in PAGES:
        assert re.findall(r"\b(?:core|raw)\.\w+", (FOLDER / f"{page}.md").read_text(encoding="utf-8")) == [], page
