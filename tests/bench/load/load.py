"""Listings normalised and put into a catalogue, and the night after; beneath it DuckDB alone with the same bytes.

    python tests/bench/load/load.py COURSES SHARED FOLDER

prints one JSON object. Titles and descriptions are those of the judgements, over and over, as in tests/bench/night.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import duckdb

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "harvest"), str(HERE.parent / "night")]

from feeds import Catalogue, originals  # noqa: E402 - the scripts of the other benches
from job import RULES, normalised  # noqa: E402

from pipeline.model import RawListing  # noqa: E402
from pipeline.normalize.listing import Normaliser  # noqa: E402
from pipeline.store import Arrival, Build, GoodRun, Home, publish  # noqa: E402
from pipeline.store.publish import building_path  # noqa: E402

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
NIGHTS = ("20261124T023000-aaa", "20261125T023000-bbb")
RUN = [GoodRun(RULES.source, 3, proves_absence=True)]
CHANGED = 50
FLOOR = "CREATE TABLE c AS SELECT * FROM read_json('{path}', format = 'newline_delimited')"


def raw_listings(n: int, shared: Path) -> Iterator[RawListing]:
    """n listings in the words of a source, less those that no catalogue takes."""
    catalogue = Catalogue(originals(shared), n, 1)
    for number in range(n):
        said = catalogue._entry(number)["attributes"]
        if not said["name"].strip():  # one of the judgements' courses has no title: such a record is refused
            continue
        yield RawListing(
            key=str(number),
            url=said["url"],
            title=said["name"],
            provider=said["partnerInstitute"][0]["name"],
            description=said["description"],
            language=" | ".join(said["languages"]) or None,
            duration=said["duration"],
            effort=f"{said['workload']} hours/week",
            free=said["access"][0],
        )


def measured(act: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What it gives, with seconds on the wall and of CPU, all threads together."""
    wall, cpu = perf_counter(), process_time()
    found = act()
    return found, {"s": round(perf_counter() - wall, 3), "cpu_s": round(process_time() - cpu, 3)}


def load(path: Path, previous: Path | None, night: int, arrivals: Sequence[Arrival]) -> None:
    """A catalogue of these listings."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Build(path, previous, NIGHTS[night], NIGHT + timedelta(days=night)) as build:
        build.load_arrivals(arrivals)
        changes = build.merge(RUN)[RULES.source]
        build.finish()
    assert changes.new + changes.changed + changes.unchanged == len(arrivals)
    assert night == 0 or changes.changed == -(-len(arrivals) // CHANGED), changes


def bare(folder: Path, path: Path) -> dict[str, dict[str, float]]:
    """DuckDB reads the same listings from JSON into a file; and from Parquet, which needs no reading of text."""
    took = {}
    with duckdb.connect(str(folder / "bare.duckdb")) as connection:
        took["from_json"] = measured(lambda: connection.execute(FLOOR.format(path=path) + "; CHECKPOINT"))[1]
        copy = f"COPY c TO '{folder / 'bare.parquet'}' (FORMAT parquet)"
        took["to_parquet"] = measured(lambda: connection.execute(copy))[1]
    return took


def copied(source: Path, target: Path) -> None:
    """Every byte of a file, written and synced."""
    with source.open("rb") as read, target.open("wb") as written:
        while block := read.read(1 << 20):
            written.write(block)
        written.flush()
        os.fsync(written.fileno())


def main(courses: str, shared: str, folder: str) -> dict[str, Any]:
    n, place = int(courses), Path(folder)
    home = Home(place / "home")
    home.builds.mkdir(parents=True)
    raws = list(raw_listings(n, Path(shared)))
    normaliser = Normaliser(RULES)
    arrivals, normalise = measured(lambda: [normalised(raw, normaliser) for raw in raws])
    raw_bytes = sum(len(text.encode()) for raw in raws for text in asdict(raw).values() if isinstance(text, str))
    lines = place / "listings.ndjson"
    with lines.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(each), ensure_ascii=False, default=str) + "\n" for each in arrivals)
    built = building_path(home, NIGHTS[0])
    loaded = measured(lambda: load(built, None, 0, arrivals))[1]
    n_bytes = built.stat().st_size
    copies = measured(lambda: copied(built, place / "copy.bin"))[1]
    published = measured(lambda: publish(home, NIGHTS[0], 3))[1]
    changed = [
        replace(each, title=f"{each.title} anew", content_hash=f"{row:064}") if row % CHANGED == 0 else each
        for row, each in enumerate(arrivals)
    ]
    delta = measured(lambda: load(building_path(home, NIGHTS[1]), home.catalogue, 1, changed))[1]
    return {
        "courses": len(arrivals),
        "raw_bytes": raw_bytes,
        "json_bytes": lines.stat().st_size,
        "catalogue_bytes": n_bytes,
        "normalise": normalise,
        "load": loaded,
        "publish": published,
        "copy": copies,
        "delta": delta,
        "bare": bare(place, lines),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
