"""`python -m board CATALOGUE FOLDER`: runs every notebook and writes each as one HTML file without scripts."""

from __future__ import annotations

import base64
import contextlib
import html
import io
import re
import sys
from pathlib import Path

import markdown

import board

FOLDER = Path(__file__).resolve().parents[1]
CELL = re.compile(r"^# %%(.*)$", re.MULTILINE)
PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
body {{ color: #1c1e20; background: #fff }}
table {{ border-collapse: collapse; margin: 1rem 0 }}
th, td {{ text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #ddd; vertical-align: top }}
img {{ max-width: 100%; height: auto }} pre {{ overflow-x: auto; background: #f5f5f5; padding: .6rem }}
.wide {{ overflow-x: auto }}
</style></head><body><main>
{body}
</main></body></html>
"""


def page(notebook: Path) -> str:
    """The notebook, run, as a page: its text, what it showed, and its code folded away."""
    head, *cells = CELL.split(notebook.read_text(encoding="utf-8"))
    assert not head.strip(), f"{notebook} does not begin with a cell"
    names: dict[str, object] = {"__name__": "__main__"}
    parts = []
    for kind, source in zip(cells[::2], cells[1::2], strict=True):
        if "[markdown]" in kind:
            lines = (line.removeprefix("#").removeprefix(" ") for line in source.strip().splitlines())
            parts.append(markdown.markdown("\n".join(lines)))
            continue
        board.shown.clear()
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, str(notebook), "exec"), names)  # noqa: S102 - the notebooks of this folder
        parts += [_shown(part) for part in board.shown]
        parts.append(f"<details><summary>Code</summary><pre>{html.escape(source.strip())}</pre></details>")
    return PAGE.format(title=html.escape(notebook.stem.replace("_", " ").capitalize()), body="\n".join(parts))


def _shown(part: board.Chart | board.Table | str) -> str:
    if isinstance(part, board.Chart):
        picture = base64.b64encode(part.svg.encode()).decode()
        return f'<p><img alt="{html.escape(part.alt)}" src="data:image/svg+xml;base64,{picture}"></p>'
    if isinstance(part, board.Table):
        return f'<div class="wide" tabindex="0">{part._repr_html_()}</div>'
    return f"<p>{html.escape(part)}</p>"


def main(catalogue: str, folder: Path) -> None:
    """Write every notebook that reads by `board` into a folder, made where it is missing."""
    sys.argv = ["board", catalogue]
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in sorted(FOLDER.glob("*.py")):
        if "from board import" in notebook.read_text(encoding="utf-8"):
            target = folder / f"{notebook.stem}.html"
            target.write_text(page(notebook), encoding="utf-8")
            print(target)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
