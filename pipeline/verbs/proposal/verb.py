"""`circlewise proposal TOPIC`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from pipeline.errors import UsageError
from pipeline.flow.proposal import FILE, load_credentials, propose_sheet
from pipeline.topics.sheet import Sheet
from pipeline.topics.sheet.workbook import workbook_of
from pipeline.verbs import house
from pipeline.verbs.export import json_document
from pipeline.verbs.proposal.page import page_of
from pipeline.verbs.proposal.plain import markdown_of, text_of
from pipeline.verbs.topics import decided_now


def _text(sheet: Sheet) -> bytes:
    return text_of(sheet).encode()


def _markdown(sheet: Sheet) -> bytes:
    return markdown_of(sheet).encode()


def _page(sheet: Sheet) -> bytes:
    return page_of(sheet).encode()


def _json(sheet: Sheet) -> bytes:
    return (json_document(asdict(sheet)) + "\n").encode()


def _pdf(sheet: Sheet) -> bytes:
    from pipeline.paper import pdf_of, proposal_paper

    return pdf_of(proposal_paper(sheet))


RENDERERS: Mapping[str, Callable[[Sheet], bytes]] = {
    "text": _text,
    "md": _markdown,
    "html": _page,
    "xlsx": workbook_of,
    "pdf": _pdf,
    "json": _json,
}


@click.command()
@click.argument("topic")
@house.home_option
@house.config_option
@click.option(
    "--format",
    "shape",
    type=click.Choice(list(RENDERERS)),
    default="text",
    help="html is one page to read or print, pdf a paper; xlsx and pdf need a file or a pipe to go to.",
)
def proposal(*, topic: str, home: Path | None, config: Path | None, shape: str) -> None:
    """Everything needed to run the circle of TOPIC, named by its id or its title: who wants it, courses, plan, risks.

    It shows what the last night published, under the decisions as they stand now; small groups are never told.
    """
    if shape in ("xlsx", "pdf") and sys.stdout.isatty():
        raise UsageError(
            f"an {shape} file cannot be shown on a terminal; send it to a file: … --format {shape} > file.{shape}"
        )
    here = house.published(home)
    sheet = propose_sheet(
        here,
        topic,
        house.settings_of(here, config),
        load_credentials(house.CONNECTORS.parent / FILE),
        decided_now(here),
        house.source_homes(),
    )
    sys.stdout.buffer.write(RENDERERS[shape](sheet))
    sys.stdout.buffer.flush()
