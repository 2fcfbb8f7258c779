"""Every command of every page is run by a test, or is on a list with the reason; its verb and options exist anyway."""

from __future__ import annotations

import re
import shlex

import click
import pytest
from page_commands import ROOT, Command, code_of, commands_of, is_shell, pages, spoken_of
from page_lists import ELSEWHERE, NOT_RUN, NOT_TYPED, RUN_HERE

from pipeline.__main__ import circlewise

COMMANDS = [command for page in pages() for command in commands_of(page)]
CIRCLEWISE = [each for each in COMMANDS if each.words[0] == "circlewise"]
CONTEXT = click.Context(circlewise)


def verb_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The verb, or the part of a group, that words name, and what is left of them."""
    command: click.Command = circlewise
    while isinstance(command, click.Group) and words:
        found = command.get_command(CONTEXT, words[0])
        if found is None:
            break
        command, words = found, words[1:]
    return command, words


def reason(command: Command) -> str | None:
    """Why a command is not run, if it is on the list."""
    return next((why for line, why in NOT_RUN.get(command.page, {}).items() if command.line.startswith(line)), None)


def test_there_are_pages_and_they_have_commands() -> None:
    assert {"README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/operations.md", "docs/index.md"} <= set(pages())
    assert len(COMMANDS) > 100


def test_every_command_is_run_or_on_the_list() -> None:
    left = [each for each in COMMANDS if each.page not in (*RUN_HERE, *ELSEWHERE) and not reason(each)]
    assert left == [], "run them in tests/docs/test_pages_are_run.py, or say in tests/plugins/page_lists.py why not"


def test_a_page_that_is_run_elsewhere_names_a_test_that_is_there() -> None:
    assert not set(RUN_HERE) & set(ELSEWHERE)
    for page, (path, name) in ELSEWHERE.items():
        assert commands_of(page), page
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), path


def test_nothing_on_the_lists_is_out_of_use() -> None:
    lines = {page: [each.line for each in commands_of(page)] for page in pages()}
    unused = [
        (p, line) for p, whys in NOT_RUN.items() for line in whys if not any(x.startswith(line) for x in lines[p])
    ]
    assert unused == []
    first = {(page, text.strip().splitlines()[0]) for page in pages() for _, text in code_of(page)}
    assert [(page, line) for page, lines in NOT_TYPED.items() for line in lines if (page, line) not in first] == []
    assert [page for page in RUN_HERE if not lines[page]] == []


def test_a_block_of_code_is_to_be_typed_or_named_as_something_else() -> None:
    """Else a command that begins with an unknown program would be run by nobody."""
    unknown = [
        (page, text.strip().splitlines()[0])
        for page in pages()
        for kind, text in code_of(page)
        if not is_shell(kind, text) and kind not in ("python", "sql", "r", "mermaid")
    ]
    assert [(page, line) for page, line in unknown if line not in NOT_TYPED.get(page, ())] == []


@pytest.mark.parametrize("command", CIRCLEWISE, ids=lambda each: f"{each.page}: {each.line}")
def test_its_verb_options_and_arguments_exist(command: Command) -> None:
    verb, left = verb_of(command.arguments)
    assert not isinstance(verb, click.Group), f"there is no such verb: {command.line}"
    given, over, _ = verb.make_parser(click.Context(verb, help_option_names=["-h", "--help"])).parse_args(
        left
    )  # says which option is unknown
    needed = [each.name for each in verb.params if isinstance(each, click.Argument) and each.required]
    assert [name for name in needed if not isinstance(given[name], str | tuple)] == [], (
        f"something is missing: {command.line}"
    )
    assert over == [], f"something is too much: {command.line}"


@pytest.mark.parametrize("page", [page for page in pages() if spoken_of(page)])
def test_what_sentences_name_exists(page: str) -> None:
    for said in spoken_of(page):
        words = shlex.split(said.replace("…", "").replace("'", ""))
        verb, left = verb_of(words)
        assert verb is not circlewise, said
        options = {name for parameter in verb.params for name in (*parameter.opts, *parameter.secondary_opts)}
        if isinstance(verb, click.Group):
            options |= {name for each in verb.commands.values() for p in each.params for name in p.opts}
        assert {word.partition("=")[0] for word in left if word.startswith("-")} <= options, said


def test_make_targets_and_tests_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in COMMANDS:
        if command.words[0] == "make":
            assert re.search(rf"^{command.arguments[0]}:.*##", makefile, re.MULTILINE), command
        for word in command.arguments:
            if re.match(r"(tests|notebooks)/", word) and not {"NAME", "practice"} & set(re.split(r"[/ ]", word)):
                assert (ROOT / word).exists(), command


def test_an_option_that_is_not_there_is_noticed() -> None:
    wrong = ("topics --fromat xlsx", "survey add", "nights", "match a b", "survey")
    for line in (f"circlewise {words}" for words in wrong):
        with pytest.raises((click.UsageError, AssertionError)):
            test_its_verb_options_and_arguments_exist(Command("x.md", line))
