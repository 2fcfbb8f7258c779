"""The list of verbs; each is imported when it is used, so that `circlewise --help` answers at once."""

from __future__ import annotations

import difflib
import importlib

import click

VERBS = {
    "run": ("pipeline.verbs.night:run", "One night: harvest, build, match, propose, publish."),
    "harvest": ("pipeline.verbs.night:harvest", "Harvest one source, to look at what it gives."),
    "topics": ("pipeline.verbs.topics:topics", "The proposed circle topics, best first."),
    "digest": ("pipeline.verbs.digest:digest", "What is new since the night before, what needs a decision first."),
    "proposal": ("pipeline.verbs.proposal.verb:proposal", "Everything needed to run the circle of one topic."),
    "serve": ("pipeline.verbs.serve:serve", "The coordinators' page, in a browser."),
    "accounts": ("pipeline.verbs.accounts:accounts", "Who may open the coordinators' page, and who did."),
    "season": ("pipeline.verbs.season:season", "The set of circles worth running together, and why."),
    "decide": ("pipeline.verbs.look:decide", "Record a decision about a topic; it survives every night."),
    "regroup": ("pipeline.verbs.regroup:regroup", "Merge and split topics, move goals; decisions survive every night."),
    "sources": ("pipeline.verbs.look:sources", "Every source: what it is, last run, courses, next run."),
    "runs": ("pipeline.verbs.look:runs", "The latest runs of every source."),
    "issues": ("pipeline.verbs.look:issues", "What the last night's runs left for a person to look at."),
    "query": ("pipeline.verbs.look:query", "Read-only SQL on the published catalogue."),
    "export": ("pipeline.verbs.parquet:export", "The promised views as Parquet files, for other programs."),
    "lake": ("pipeline.verbs.lake:lake", "A store of many libraries: join it, publish, look."),
    "survey": ("pipeline.verbs.survey:survey", "Look into a survey export, add it, or list those here."),
    "purge-survey": ("pipeline.verbs.purge:purge_survey", "Remove a survey from every file, kept builds included."),
    "table": ("pipeline.verbs.table:table", "Look into a list of courses, before nights read it."),
    "circles": ("pipeline.verbs.circles:circles", "Keep the ledger of running circles."),
    "outcomes": ("pipeline.verbs.outcomes:outcomes", "What circles came to, for boards."),
    "match": ("pipeline.verbs.match:match", "What one goal would get, with its explanation."),
    "teach": ("pipeline.verbs.teach:teach", "Teach the matcher: accept, reject, another sense, a word of your own."),
    "evaluate": ("pipeline.verbs.evaluate:evaluate", "Measure the matcher on relevance judgements."),
    "schedule": ("pipeline.verbs.unattended:schedule", "The unattended nightly process."),
    "notify": ("pipeline.verbs.notify:notify", "Try out who is told of nights, by mail, webhook or chat."),
    "metrics": ("pipeline.verbs.metrics:metrics", "Figures for a monitor: age of data, sources, disk."),
    "doctor": ("pipeline.verbs.care:doctor", "What is wrong with this installation, and how to mend it."),
    "backup": ("pipeline.verbs.care:backup", "The whole home in one file, with checksums."),
    "restore": ("pipeline.verbs.care:restore", "A backup brought back into an empty home."),
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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that was typed.

        Raises:
            click.UsageError: there is no such verb; names the one that was probably meant.
        """
        name = args[0]
        if name in VERBS or not name[:1].isalpha():
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(name.lower().replace("_", "-"), VERBS, n=2, cutoff=0.6)
        hint = (
            f"did you mean {' or '.join(f'`{verb}`' for verb in near)}?" if near else "`circlewise --help` lists them"
        )
        raise click.UsageError(f"there is no verb `{name}`; {hint}", ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, from the table above and without importing any."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, doc) for name, (_, doc) in VERBS.items()])


@click.group(cls=LazyVerbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="circlewise")
def circlewise() -> None:
    """Finds the learning circles worth running: free courses, matched to what library staff want to learn."""
