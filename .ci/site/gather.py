"""The pages of the site in one folder, with links that lead to the same files from there, and diagrams as pictures.

Pages lie in `docs/`, and some beside it (CONTRIBUTING.md, notebooks/README.md); their links are those that a code host
follows. Copied is what they link to as well, so that the site needs no code host.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from posixpath import normpath, relpath

from dialect import translated

BESIDE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "notebooks/README.md")
"""Pages of the site that lie outside `docs`; what they and the others link to follows by itself."""
FENCE = re.compile(r"^( *)(`{3,})(\w*)\n(.*?)^\1\2$\n?", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"""(?P<before>\]\(|\b(?:src|href)=")(?P<target>[^)\s"]+)(?=[)"\s])""")
LISTED = Path("docs/decisions")
"""A folder of pages that has no page of its own: its list is written here."""


class SiteError(Exception):
    """The site cannot be built; the message names the page, what was found and what was expected."""


def place(path: Path) -> str:
    """Where a file of the project lies in the site: what is in `docs` at the top, everything else below `project`."""
    parts = path.parts
    return "/".join(parts[1:] if parts[0] == "docs" else ("project", *parts))


def resolve(page: Path, target: str, root: Path) -> Path:
    """The file, relative to the project, that a relative link of a page leads to; a folder stands for its page.

    Raises:
        SiteError: there is none.
    """
    path = Path(normpath((page.parent / target).as_posix()))
    if path == LISTED:
        return path / "index.md"
    if (root / path).is_dir():
        path = next((path / name for name in ("index.md", "README.md") if (root / path / name).is_file()), path)
    if path.parts[0] == ".." or not (root / path).is_file():
        raise SiteError(f"{page}: found a link to `{target}`, expected a file of the project or a folder with a page")
    return path


def relinked(page: Path, text: str, root: Path) -> tuple[str, set[Path]]:
    """The page with links that lead to the same files from where its copy lies, and these files."""
    reached: set[Path] = set()
    here = place(page).rpartition("/")[0] or "."

    def mend(match: re.Match[str]) -> str:
        address, mark, anchor = match["target"].partition("#")
        if not address or re.match(r"[a-z][a-z0-9+.-]*:", address):
            return match[0]
        reached.add(path := resolve(page, address, root))
        return f"{match['before']}{relpath(place(path), here)}{mark}{anchor}"

    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts += [LINK.sub(mend, text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, LINK.sub(mend, text[end:])]), reached


def listing(root: Path) -> str:
    """The page that lists every decision, newest first, by the number and title of each."""
    lines = ["# Decisions", "", "What was hard to undo, or was chosen against an alternative; newest first.", ""]
    for path in sorted((root / LISTED).glob("[0-9]*.md"), reverse=True):
        title = path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")
        lines.append(f"- [{title}]({path.name})")
    return "\n".join(lines) + "\n"


def drawn(text: str, picture: Callable[[str, str], str]) -> str:
    """The page with a picture for light and one for dark in place of each Mermaid block.

    Args:
        text: the page, as Markdown.
        picture: writes the picture of a diagram in a theme (`default` or `dark`); returns its address from the page.
    """

    def images(fence: re.Match[str]) -> str:
        if fence[3] != "mermaid":
            return fence[0]
        names = re.findall(r"^    (\w+) \{$", fence[4], re.MULTILINE)
        words = f"{names[0]}, and what joins it: {', '.join(names[1:])}" if names else "A diagram"
        both = (("default", "only-light"), ("dark", "only-dark"))
        return "".join(f"![{words}]({picture(fence[4], theme)}#{shown})\n" for theme, shown in both)

    return FENCE.sub(images, text)


def painter(folder: Path) -> Callable[[str, str], str] | None:
    """What draws diagrams into a folder of the site; None where this kind of machine has no package for it."""
    try:
        import merman
    except ImportError:
        return None
    client, known = merman.Merman(), dict[tuple[str, str], str]()

    def picture(diagram: str, theme: str) -> str:
        name = known.setdefault((diagram, theme), f"{len(known) // 2 + 1}-{theme}.svg")
        aside = diagram.replace("erDiagram\n", "erDiagram\n    direction LR\n")  # tall, not wide: fits a phone
        source = f'%%{{init: {{"theme": "{theme}"}}}}%%\n{aside}'
        folder.mkdir(parents=True, exist_ok=True)
        svg = client.render_svg(source, '{"svg": {"pipeline": "resvg-safe"}}')
        narrow = svg.replace("font-size:16px", "font-size:14px")  # a reader's font may be wider than what was measured,
        narrow = narrow.replace("overflow:hidden", "overflow:visible")  # and no letter is cut
        (folder / name).write_text(narrow, encoding="utf-8")
        return f"{folder.name}/{name}"

    return picture


def gather(root: Path, pages: Path) -> None:
    """Copy everything that the site shows into `pages`, which is made anew.

    Raises:
        SiteError: a page links to a file that is not there.
    """
    shutil.rmtree(pages, ignore_errors=True)
    waiting = [path.relative_to(root) for path in sorted((root / "docs").rglob("*")) if path.is_file()]
    waiting += [Path(name) for name in BESIDE]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        copy = pages / place(path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path == LISTED / "index.md":
            copy.write_text(listing(root), encoding="utf-8")
        elif path.suffix == ".md":
            text, reached = relinked(path, (root / path).read_text(encoding="utf-8"), root)
            paint = painter(copy.parent / "diagrams") if "```mermaid\n" in text else None
            copy.write_text(translated(drawn(text, paint) if paint else text), encoding="utf-8")
            waiting += reached
        else:
            shutil.copy(root / path, copy)
