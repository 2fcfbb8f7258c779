"""The list of verbs; each is imported when it is used, so that `circlewise --help` answers at once."""

from __future__ import annotations

import importlib

import click

VERBS = {
    "run": ("pipeline.verbs.night:run", "One night: harvest, build, match, propose, publish."),
    "harvest": ("pipeline.verbs.night:harvest", "Harvest one source, to look at what it gives."),
    "topics": ("pipeline.verbs.look:topics", "The proposed circle topics, best first."),
    "season": ("pipeline.verbs.season:season", "The set of circles worth running together, and why."),
    "decide": ("pipeline.verbs.look:decide", "Record a decision about a topic; it survives every night."),
    "sources": ("pipeline.verbs.look:sources", "Every source: what it is, last run, courses, next run."),
    "runs": ("pipeline.verbs.look:runs", "The latest runs of every source."),
    "issues": ("pipeline.verbs.look:issues", "What the last night's runs left for a person to look at."),
    "query": ("pipeline.verbs.look:query", "Read-only SQL on the published catalogue."),
    "survey": ("pipeline.verbs.survey:survey", "Look into a survey export, or add it."),
    "table": ("pipeline.verbs.table:table", "Look into a list of courses, before nights read it."),
    "match": ("pipeline.verbs.match:match", "What one goal would get, with its explanation."),
    "evaluate": ("pipeline.verbs.match:evaluate", "Measure the matcher on relevance judgements."),
    "schedule": ("pipeline.verbs.night:schedule", "The unattended nightly process."),
    "new-connector": ("pipeline.verbs.author:new_connector", "Start a new source: folder, recording and failing test."),
    "record": ("pipeline.verbs.author:record", "Save a page of a source as a recording for its tests."),
}


class LazyVerbs(click.Group):
    """Imports a verb when it is used, so that `circlewise --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of a newcomer's day."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of this name."""
        if cmd_name not in VERBS:
            return None
        module, _, name = VERBS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, from the table above and without importing any."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, doc) for name, (_, doc) in VERBS.items()])


@click.group(cls=LazyVerbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="circlewise")
def circlewise() -> None:
    """Finds the learning circles worth running: free courses, matched to what library staff want to learn."""
