"""SURF Sharekit: by the address of a channel."""

from __future__ import annotations

import re

from pipeline.contract import Page
from pipeline.contract.recognised import Recognised

TITLE = "SURF Sharekit"
CHANNEL = re.compile(r"https://api\.surfsharekit\.nl/api/jsonapi/channel/v1/([A-Za-z0-9_-]{1,60})/repoItems\b")


def recognise(page: Page) -> Recognised | None:
    """The channel stands in the address; the live service probably wants a key, so it is not looked at first."""
    found = CHANNEL.match(page.url)
    if not found:
        return None
    return Recognised(
        by="address",
        why=f"the address is that of the channel {found[1]}",
        constants={"channel": found[1]},
        to_do=(
            "a channel holds learning materials: then `kind: material` in source.yaml",
            "with a key of SURF: `credentials: [SHAREKIT_API_KEY]` in source.yaml",
        ),
    )
