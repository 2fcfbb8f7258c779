"""What docs/operations.md names is there: verbs, their options, the units' sections, the container file's promises."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from pipeline.__main__ import circlewise

UNIT = re.compile(r"    # /etc/systemd/system/(\S+)\n((?:    .*\n|\n(?=    ))+)")


CONTEXT = click.Context(circlewise)


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_verb_and_option_of_the_page_exists(page: str) -> None:
    seen = set()
    for verb, rest in re.findall(r"(?:bin/|`|^    |\s)circlewise ([a-z][a-z-]*)\b([^`\n|#]*)", page, re.M):
        command = circlewise.get_command(CONTEXT, verb) if verb in circlewise.list_commands(CONTEXT) else None
        if command is None:
            continue  # a word of a sentence, a user's name, or a volume
        for word in rest.split():
            if isinstance(command, click.Group):
                command = command.get_command(CONTEXT, word) or command
        options = {name for parameter in command.params for name in parameter.opts}
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= options, f"circlewise {verb}{rest}"
        seen.add(verb)
    assert {"accounts", "backup", "digest", "doctor", "metrics", "notify", "restore", "schedule", "serve"} <= seen


def test_every_verb_in_code_is_one(page: str) -> None:
    named = set(re.findall(r"`circlewise ([a-z][a-z-]+)[^`]*`", page))
    assert len(named) > 5
    assert named <= set(circlewise.list_commands(CONTEXT))


def test_units_are_what_systemd_reads(page: str, tmp_path: Path) -> None:
    units = {name: "\n".join(line[4:] for line in text.splitlines()) for name, text in UNIT.findall(page)}
    assert sorted(units) == ["circlewise.service", "circlewise.timer"]
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed here")
    for name, text in units.items():
        (tmp_path / name).write_text(re.sub(r"/opt/\S+/circlewise ", "/bin/true ", text) + "\n", encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *(str(tmp_path / name) for name in units)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if "circlewise" in line]
    assert said == []


def test_the_image_runs_as_nobody_in_particular_and_has_no_installer(root: Path) -> None:
    made, last = re.split(r"^FROM .*AS made$", (root / "Containerfile").read_text(encoding="utf-8"), flags=re.M)[
        1
    ].split("\nFROM ")
    assert "--require-hashes" in made
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert "pip uninstall" in last
    assert "pip install" not in last
    assert "/healthz" in last
    for name in re.findall(r"^COPY (?!--from)(.+) \S+$", made, re.M):
        assert all((root / each).exists() for each in name.split())
