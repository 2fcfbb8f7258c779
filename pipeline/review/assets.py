"""The files that pages load: our style and script, and htmx. Each is named after its content and kept for good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.review.library import htmx

STATIC = Path(__file__).with_name("static")
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Assets:
    """Every file by the name it is served under."""

    by_address: dict[str, tuple[str, bytes]]
    addresses: dict[str, str]
    """By plain name: `site.css` to `/assets/site.0123456789ab.css`."""

    def answer(self, request: Request) -> Response:
        """The file of an address, to be kept for good."""
        kind, content = self.by_address.get(request.path_params["name"], ("", b""))
        if not kind:
            raise HTTPException(404)
        return Response(content, media_type=kind, headers={"Cache-Control": FOR_GOOD})


def load_assets() -> Assets:
    """Read and name all files.

    Raises:
        StoreError: htmx is missing, or is not the file that was looked at.
    """
    files = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir())} | {"htmx.js": htmx()}
    by_address, addresses = {}, {}
    for name, content in files.items():
        stem, _, ending = name.rpartition(".")
        named = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        by_address[named] = (KINDS[f".{ending}"], content)
        addresses[name] = f"/assets/{named}"
    return Assets(by_address, addresses)
