"""Verbs that take care of a home: backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError
from pipeline.fetch import SystemClock
from pipeline.flow.keep import keep_home
from pipeline.store import Manifest, check_empty
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


def _document(file: Path, found: Manifest) -> dict[str, Any]:
    about = {"file": str(file), "made_at": found.made_at, "made_by": found.made_by, "has_pages": found.has_pages}
    files = [{"path": kept.path, "size_bytes": kept.size_bytes, "sha256": kept.sha256} for kept in found.files]
    return about | {"size_bytes": found.size_bytes, "files": files}


def _size(n_bytes: int) -> str:
    return f"{n_bytes / MIB:,.1f} MiB"
