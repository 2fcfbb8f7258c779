"""What the pages tell to type is typed, from first line to last, in a folder that has what they speak of."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from homes import copied
from openpyxl import Workbook, load_workbook
from page_commands import ROOT, Command, commands_of
from page_lists import NOT_RUN, RUN_HERE
from post import Hook, webhook

from pipeline.__main__ import main
from pipeline.demo import DEMO_CREDENTIALS, DEMO_SOURCES, DEMO_SURVEY, DemoServer, demo_folder
from pipeline.sources import find_sources

pytestmark = pytest.mark.slow
ANSWERS = "a long enough word of several\n"
WAITS = ("serve", "schedule")
"""Verbs that go on until somebody ends them."""
READY = ("The page is at ", "Waiting for the next night")
SAYS_NO = {
    "circlewise season --lock topic=t41e686e87c,weekday=tuesday --forbid branch=Online": "a clash: no evening is free",
}
"""Commands that end with 1 here, and rightly."""


@pytest.fixture
def gateway() -> Iterator[str]:
    """The demo's providers, in the place of the network."""
    with DemoServer() as server:
        yield server.gateway


@pytest.fixture
def hook() -> Iterator[Hook]:
    """Where messages of nights go."""
    with webhook() as found:
        yield found


@pytest.fixture
def folder(demo_once: Path, tmp_path: Path, gateway: str, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is around somebody who follows a page: a home that had a night, the demo's home, files to read in."""
    others = "".join(f"  {name}: {{is_enabled: false}}\n" for name in _sources() if name not in DEMO_SOURCES)
    ours = "".join(f"  {name}: {{expect: {{min_listings: 1}}}}\n" for name in DEMO_SOURCES)
    (tmp_path / "schedule.yaml").write_text(
        f"timezone: UTC\nnight: {{at: '02:30'}}\ncontact: t@library.org\ngateway: {gateway}\n"
        f"politeness: {{delay_seconds: 0}}\nsources:\n{ours}{others}"
    )
    (tmp_path / "data").mkdir()
    home = copied(demo_once, tmp_path / "data" / "local")
    (
        home / "demo"
    ).unlink()  # which says that a home is the demo's; where people follow pages, the demo's home lies there
    copied(demo_once, home / "demo")
    shutil.copy(tmp_path / "schedule.yaml", home)
    (home / "spaces.csv").write_text("space,branch,capacity,free\nHall,Main,14,Monday evening; Tuesday evening\n")
    (tmp_path / "mnt" / "backups").mkdir(parents=True)
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    export = demo_folder() / DEMO_SURVEY
    shutil.copy(export, tmp_path / "needs.csv")
    _as_workbook([line.split(",") for line in SURVEY.splitlines()], tmp_path / "needs.xlsx")
    _as_workbook([["Title", "Link"], ["Grant writing", "https://x.example.org/1"]], tmp_path / "our-list.xlsx")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CIRCLEWISE_HOME", str(home))  # else it would be the one of the project under test
    for name, value in (DEMO_CREDENTIALS | {"CIRCLEWISE_NOTIFY": hook.url()}).items():
        monkeypatch.setenv(name, value)
    return tmp_path


SURVEY = "Timestamp,What would you like to learn?\n" + "".join(
    f"2026/11/02 9:00:{n:02} AM EST,{('grant writing', 'podcasting')[n % 2]}\n" for n in range(30)
)


def _sources() -> list[str]:
    return list(find_sources(ROOT / "connectors"))


def _as_workbook(rows: list[list[str]], path: Path) -> None:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def _named(home: Path) -> dict[str, str]:
    """What stands for a word of the pages that is another one in each home."""
    with duckdb.connect(str(home / "catalogue.duckdb"), read_only=True) as catalogue:
        sql = "SELECT topic_id FROM out.topic WHERE NOT is_suppressed ORDER BY priority DESC, topic_id LIMIT 1"
        (topic,) = catalogue.execute(sql).fetchone() or ("",)
        (night,) = catalogue.execute("SELECT max(night_id) FROM out.night").fetchone() or ("",)
        (survey,) = catalogue.execute("SELECT min(survey_id) FROM out.goal").fetchone() or ("",)
    return {"TOPIC": topic, "t41e686e87c": topic, "20261125": night, "ID": survey}


def _here(command: Command, folder: Path) -> list[str]:
    """The command's words as they are typed in this folder."""
    named = _named(folder / "data" / "local")
    words = []
    for word in command.words:
        for there in ("/mnt/", "/tmp/drill", "/var/lib/"):
            word = word.replace(there, f"{folder}{there}") if word.startswith(there) else word
        for name, value in named.items():
            word = value if word == name else word.replace(name, value) if len(name) > 5 else word
        words.append(word)
    return words


def _type(command: Command, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    words = _here(command, folder)
    target = words[words.index(">") + 1] if ">" in words else None
    words = words[: words.index(">")] if target else words
    if words[0] != "circlewise":
        environ = os.environ | {"PYTHONPATH": str(ROOT), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        done = subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command.line, done.stderr)
        return
    if words[1] == "accounts" or (words[1] in WAITS and "--once" not in words):
        _wait(words[1:], command)
        return
    if "--demo" in words:
        words += ["--home", "data/local/demo"]  # where it lies when no home is named
    before = BEFORE.get(command.line)
    if before:
        before(folder)
    capfdbinary.readouterr()
    status = main(words[1:])
    out, err = capfdbinary.readouterr()
    assert status == (command.line in SAYS_NO), (command.line, err.decode())
    assert b"Traceback" not in err
    if target:
        (folder / target).write_bytes(out)
        assert len(out) > 300, command.line
    else:
        assert (out + err).strip() or words[1] == "restore", command.line


def _fill_in(folder: Path) -> None:
    """What a coordinator writes into the sheets between two commands of docs/circles.md."""
    book = load_workbook(folder / "ledger.xlsx")
    for sheet, row in LEDGER.items():
        heads = [cell.value for cell in book[sheet][1]]
        book[sheet].append([row.get(head) for head in heads])
    book.save(folder / "ledger.xlsx")


def _count(_: Path) -> None:
    """The night after which the page says that it is seen."""
    assert main(["run", "--no-harvest", "--json"]) == 0


LEDGER = {
    "circle": {"circle_id": "grants-main-2026", "title": "Grant writing", "status": "completed", "branch": "Main"},
    "session": {
        "circle_id": "grants-main-2026",
        "session": 1,
        "starts_at": "2026-11-02 10:00",
        "minutes": 90,
        "status": "held",
    },
}
BEFORE: dict[str, Callable[[Path], None]] = {
    "circlewise circles import ledger.xlsx": _fill_in,
    "circlewise outcomes": _count,
}
"""What a person, or a night, does before a command."""


def _wait(words: list[str], command: Command) -> None:
    """A verb in a process of its own: it is given a password where it asks for one, and is ended when it is ready."""
    serve = ["--port", "0"] if words[0] == "serve" else []
    line = [sys.executable, "-m", "pipeline", *words, *serve]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        line, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        if words[0] == "accounts":
            said, _ = process.communicate(ANSWERS * 2)
            assert process.returncode == 0, (command.line, said)
            return
        told = ""
        while not any(ready in told for ready in READY) and (more := process.stdout.readline()):
            told += more
        process.send_signal(signal.SIGINT)
        rest = process.communicate()[0]
    assert any(ready in told for ready in READY), (command.line, told)
    assert "Traceback" not in told + rest, rest


@pytest.mark.parametrize("page", RUN_HERE)
def test_every_line_of_a_page_works(page: str, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    left_out = tuple(NOT_RUN.get(page, {}))
    typed = [each for each in commands_of(page) if not each.line.startswith(left_out or "\0")]
    assert typed
    for command in typed:
        _type(command, folder, capfdbinary)


def test_a_word_of_a_page_stands_for_one_of_the_home(folder: Path) -> None:
    words = _here(Command("x.md", shlex.join(["circlewise", "proposal", "TOPIC", "/mnt/backups/x"])), folder)
    assert words[2].startswith("t")
    assert words[3] == f"{folder}/mnt/backups/x"
