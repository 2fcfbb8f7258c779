"""`circlewise export`: the promised views as files for other programs."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from pipeline.errors import UsageError
from pipeline.store import Answer, ParquetWanted, write_parquet
from pipeline.verbs import house
from pipeline.verbs.look import emit


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--tables", help="Only these views of schema out, with commas: course,topic,topic_course. Default all.")
@click.option("--format", "shape", type=click.Choice(["parquet"]), default="parquet", help="What files are written.")
@click.option("--no-partitions", is_flag=True, help="One file for each view, for tools that read no folders.")
@house.home_option
@house.json_option
def export(
    *, folder: Path, tables: str | None, shape: str, no_partitions: bool, home: Path | None, as_json: bool
) -> None:
    """Write the promised views into FOLDER as Parquet files, with a manifest.json that describes them.

    They are written beside it and put in its place in one step; an earlier export in FOLDER goes, and a FOLDER with
    anything else in it is refused. What the catalogue suppresses is in no file. A survey that is purged later stays in
    what was written before: export again, or delete FOLDER.
    """
    here = house.published(home)
    if folder.resolve().is_relative_to(here.folder):
        raise UsageError(
            f"{house.shown(folder)} is inside the home, which a purge has to know file by file; name a folder outside"
        )
    wanted = ParquetWanted(
        views=tuple(name.strip().removeprefix("out.") for name in tables.split(",") if name.strip()) if tables else (),
        is_partitioned=not no_partitions,
        made_at=datetime.now(UTC),
        made_by=f"circlewise {version('circlewise')}",
    )
    manifest = write_parquet(here.catalogue, folder, wanted)
    if as_json:
        house.say_json(manifest)
        return
    rows = [
        (v["name"], v["rows"], len(v["files"]), sum(f["size_bytes"] for f in v["files"])) for v in manifest["views"]
    ]
    emit(Answer(("view", "rows", "files", "bytes"), rows), "table", f"Written into {house.shown(folder)}")
