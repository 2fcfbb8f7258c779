"""A file that somebody takes along: what it is, and what it is called where it is kept."""

from __future__ import annotations

from starlette.responses import Response

KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
    "yaml": "application/yaml; charset=utf-8",
}
"""By the end of a file's name, what a browser is told that it is."""


def attached(content: bytes, name: str, shape: str) -> Response:
    """A file to be kept, not shown. `name` is ours, never what a stranger wrote: it stands in a header as it is."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{shape}"'}
    return Response(content, media_type=KINDS[shape], headers=headers)
