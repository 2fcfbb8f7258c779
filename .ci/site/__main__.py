"""The documentation as a site that needs no network: `make site`, into `build/site`.

For readers without a code host. Gathers the pages (gather.py) into `build/pages` and builds them with Zensical, which
refuses a link to a page or a heading that is not there. Why so: docs/decisions/0042.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from gather import SiteError, gather

PROJECT = Path(__file__).resolve().parents[2]
CONFIG = "mkdocs.yml"
COLOUR = re.compile(r"\x1b\[[\d;]*m")
"""Zensical paints what is wrong, letter by letter, even where nobody sees colours."""


def build(root: Path, into: Path) -> Path:
    """Build the site of the project in `root` below the folder `into`; returns its folder.

    Raises:
        SiteError: a link is broken; Zensical's own words, which show the place, are in it.
    """
    gather(root, into / "build" / "pages")
    if into != root:
        shutil.copy(root / CONFIG, into / CONFIG)
    site = into / "build" / "site"
    shutil.rmtree(site, ignore_errors=True)
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "--config-file", str(into / CONFIG)]
    done = subprocess.run(command, cwd=into, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        said = COLOUR.sub("", done.stdout + done.stderr.partition("Traceback")[0])
        raise SiteError(f"the site was not built, since a link or the settings in {CONFIG} are wrong:\n{said}")
    return site


if __name__ == "__main__":
    try:
        print(f"{build(PROJECT, Path(sys.argv[1]).resolve() if sys.argv[1:] else PROJECT)}/index.html")
    except SiteError as error:
        sys.exit(str(error))
