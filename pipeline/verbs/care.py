"""Verbs that take care of a home: doctor, backup and restore."""

from __future__ import annotations

import shutil
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipeline.errors import SettingsError, UsageError
from pipeline.fetch import SystemClock
from pipeline.flow.doctor import Bounds, Disk, Finding, Subject, examine, look_at_disk
from pipeline.flow.keep import keep_home
from pipeline.model import Settings
from pipeline.store import Home, Manifest, check_empty
from pipeline.store import restore as bring_back
from pipeline.verbs import house

MIB = 1 << 20


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--pages", is_flag=True, help="The archived pages too: most of the bytes, and they can be asked anew.")
@house.home_option
@house.config_option
@house.json_option
def backup(*, file: Path, pages: bool, home: Path | None, config: Path | None, as_json: bool) -> None:
    """Write the whole home into the new FILE (a .tar.gz), with a checksum of every file, and read it back.

    FILE holds the salt and what people answered and decided: whoever has it can tie answers to people again. Only your
    account can read it; keep it that way where you copy it to. Passwords and keys of sources are not in it, since they
    are not in the home. No night can run meanwhile.
    """
    here = house.open_home(home)
    settings = house.settings_file(here, config)
    made = keep_home(here, file.absolute(), at=SystemClock().now(), with_pages=pages, settings=settings)
    if as_json:
        house.say_json(_document(file, made))
        return
    click.echo(
        f"{house.shown(file)}: {len(made.files)} files, {_size(made.size_bytes)} ({_size(file.stat().st_size)} packed)"
    )
    if not pages:
        click.echo(
            "Archived pages are not in it (--pages puts them in); the next night after a restore asks them anew."
        )
    click.echo(
        "It holds the salt and what people answered: only your account can read it (mode 600). Keep it that way."
    )
    click.echo(f"Bring it back: circlewise restore {house.shown(file)} --home EMPTY_FOLDER")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@house.home_option
@house.json_option
def restore(*, file: Path, home: Path | None, as_json: bool) -> None:
    """Bring the backup FILE back into an empty home: all of it, checked, or nothing.

    The home may be a folder that does not exist yet. Nothing is ever overwritten. What comes back can be read by your
    account only.
    """
    here = house.open_home(home)
    try:
        here.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UsageError(f"{here.folder} cannot be made ({error.strerror}); name another folder with --home") from error
    check_empty(here)
    with here.lock("restore"):
        found = bring_back(here, file)
    if as_json:
        house.say_json(_document(file, found))
        return
    click.echo(
        f"{house.shown(here.folder)}: {len(found.files)} files, {_size(found.size_bytes)}, as they were at "
        f"{found.made_at:%Y-%m-%d %H:%M} UTC; every checksum is right"
    )
    click.echo(f"Look: circlewise topics{house.home_words(here)}")


@click.command()
@house.home_option
@house.config_option
@house.json_option
def doctor(*, home: Path | None, config: Path | None, as_json: bool) -> int:
    """What is wrong with this installation and how to mend it; changes nothing.

    Looked at are the catalogue (all of it is read) and the kept builds, the private files and who may read them, the
    archive, the lock, the clock, the last night, the settings, and the disk with a forecast. Exit status 1 where
    something is broken; what only has to be watched leaves it 0.
    """
    here = house.existing(home)
    if not here.folder.is_dir():
        raise UsageError(f"there is no home in {house.shown(here.folder)} yet; `circlewise run` makes it")
    settings, broken_settings = _settings(here, config)
    subject = Subject(home=here, now=SystemClock().now(), settings=settings)
    disk = look_at_disk(here, subject.now, Bounds.of(settings), lambda folder: shutil.disk_usage(folder).free)
    found = [*broken_settings, *examine(subject, disk)]
    is_broken = any(finding.level == "broken" for finding in found)
    if as_json:
        about = {"used": disk.used, "free": disk.free, "growth_a_day": disk.growth_a_day, "days_left": disk.days_left}
        findings = [asdict(finding) for finding in found]
        house.say_json({"home": str(here.folder), "is_broken": is_broken, "findings": findings, "disk": about})
    else:
        _tell_findings(found)
        _tell_disk(disk)
    return 1 if is_broken else 0


def _settings(here: Home, config: Path | None) -> tuple[Settings | None, list[Finding]]:
    try:
        return house.settings_of(here, config), []
    except SettingsError as error:
        return None, [Finding(level="broken", what=str(error), do="mend that line; nothing runs until then")]


def _tell_findings(found: list[Finding]) -> None:
    for finding in found:
        for start, text in ((f"{finding.level}: ", finding.what), ("  do: ", finding.do)):
            lines = textwrap.wrap(text, 100, break_long_words=False, break_on_hyphens=False)
            click.echo(start + ("\n" + " " * 8).join(lines))
    if not found:
        click.echo("Nothing is wrong.")


def _tell_disk(disk: Disk) -> None:
    parts = ", ".join(f"{part} {_size(n)}" for part, n in sorted(disk.used.items(), key=lambda each: -each[1]))
    click.echo(f"The home takes {_size(sum(disk.used.values()))} ({parts}); {_size(disk.free)} are free.")
    if disk.growth_a_day is None:
        click.echo("How long that lasts cannot be told yet: it takes a week of nights.")
    elif disk.days_left is None:
        click.echo("It does not grow.")
    else:
        years = disk.days_left / 365
        lasts = f"{disk.days_left:,.0f} days" if years < 2 else f"{min(years, 100):.0f} years"
        click.echo(f"It grows by {_size(round(disk.growth_a_day))} a day; the room lasts for about {lasts}.")


def _document(file: Path, found: Manifest) -> dict[str, Any]:
    about = {"file": str(file), "made_at": found.made_at, "made_by": found.made_by, "has_pages": found.has_pages}
    files = [{"path": kept.path, "size_bytes": kept.size_bytes, "sha256": kept.sha256} for kept in found.files]
    return about | {"size_bytes": found.size_bytes, "files": files}


def _size(n_bytes: int) -> str:
    """In MiB; what is smaller than a tenth of one in KiB."""
    return f"{n_bytes / MIB:,.1f} MiB" if n_bytes >= MIB / 10 else f"{n_bytes / 1024:,.0f} KiB"
