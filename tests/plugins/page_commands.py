"""What the pages for people tell to type, line by line, as code hosts show them: for tests that run all of it."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from dialect import parsed

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {"docs/verbs.md", "docs/settings.md", "docs/sources.md", "docs/reliability.md", "docs/data-dictionary.md"}
"""Written by `make docs` and `make faults`: they show no commands to type but the examples that their own tests run."""
PROGRAMS = {
    "apt-get", "chmod", "circlewise", "cp", "duckdb", "export", "groupadd", "install", "jq", "make", "mkdir", "podman",
    "python", "rm", "sed", "source", "useradd", "usermod",
}  # fmt: skip
VARIABLE = re.compile(r"[A-Z_]+=\S*")


@dataclass(frozen=True)
class Command:
    """One line to type."""

    page: str
    line: str
    """As it stands there, without the remark behind it."""

    @property
    def words(self) -> list[str]:
        """Its words as a shell has them, without variables before the program."""
        words = shlex.split(self.line)
        while VARIABLE.fullmatch(words[0]):
            words.pop(0)
        return words

    @property
    def arguments(self) -> list[str]:
        """What the program is given; without `> FILE` and `| PROGRAM`."""
        words = self.words
        return words[1 : min((words.index(mark) for mark in (">", "|") if mark in words), default=None)]

    @property
    def target(self) -> str | None:
        """The file that the output goes to."""
        words = self.words
        return words[words.index(">") + 1] if ">" in words else None


def pages() -> list[str]:
    """The pages that people follow, by path: neither decisions and trials, which tell what was, nor generated ones."""
    found = [*ROOT.glob("*.md"), ROOT / "notebooks" / "README.md", *(ROOT / "docs").rglob("*.md")]
    names = (path.relative_to(ROOT).as_posix() for path in found)
    past = ("docs/decisions/", "docs/trials/", "CHANGELOG.md")
    return sorted(name for name in names if name not in GENERATED and not name.startswith(past))


def code_of(page: str) -> list[tuple[str, str]]:
    """The blocks of code of a page: the language it names, if any, and the text."""
    tokens = parsed((ROOT / page).read_text(encoding="utf-8"))
    return [(token.info, token.content) for token in tokens if token.type in ("code_block", "fence")]


def _first_word(line: str) -> str:
    return next((word for word in line.split() if not VARIABLE.fullmatch(word)), "")


def is_shell(kind: str, text: str) -> bool:
    """Whether a block is to be typed: its first line begins with a program that we know."""
    return kind == "sh" or (not kind and _first_word(text.strip().splitlines()[0]) in PROGRAMS)


def commands_of(page: str) -> list[Command]:
    """Every line to type of a page, in order; a line that ends with a backslash goes on.

    Raises:
        ValueError: a line among commands begins with no program that we know.
    """
    found = []
    for kind, text in code_of(page):
        if not is_shell(kind, text):
            continue
        for line in text.replace("\\\n", " ").splitlines():
            told = re.sub(r"\s+#\s.*$", "", line).strip()
            if not told or told.startswith("# "):
                continue
            if _first_word(told) not in PROGRAMS:
                raise ValueError(f"{page}: found `{told}` among commands, expected one of {sorted(PROGRAMS)} first")
            found.append(Command(page, told))
    return found


def spoken_of(page: str) -> list[str]:
    """Every `circlewise …` that a sentence of the page names in code, as written."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [" ".join(said.split()) for said in re.findall(r"`circlewise\s([^`]+)`", text)]
