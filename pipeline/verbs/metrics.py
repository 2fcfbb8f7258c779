"""`circlewise metrics`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.flow.doctor import Bounds
from pipeline.flow.monitor import DiskUse, figures_of, metrics_text
from pipeline.store import Catalogue
from pipeline.verbs import house


@click.command()
@house.home_option
@house.config_option
def metrics(*, home: Path | None, config: Path | None) -> None:
    """Figures for a monitor, as Prometheus reads them: age of the data, the last night, every source, the disk.

    No figure is about people. `circlewise serve` gives the same at /metrics, and says at /readyz whether what people
    see can be read and is new enough.
    """
    here = house.existing(home)
    settings, now = house.settings_of(here, config), datetime.now(UTC)
    found = figures_of(here, lambda: Catalogue(here.catalogue), now, DiskUse(here, Bounds.of(settings)).at(now))
    sys.stdout.buffer.write(metrics_text(found).encode())
    sys.stdout.buffer.flush()
    if found.trouble:
        house.say(found.trouble)
