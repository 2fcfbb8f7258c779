"""edusources: open learning materials of Dutch universities, from SURF Sharekit."""

from connectors.platforms.sharekit import Sharekit


class Edusources(Sharekit):
    """The channel of the portal edusources.nl."""

    source = "edusources"
    channel = "edusources"
