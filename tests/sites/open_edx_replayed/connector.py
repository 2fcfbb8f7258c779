"""Open edX as replayed: five courses of several installations, read in pages of two."""

from connectors.platforms.open_edx import OpenEdX


class OpenEdXReplayed(OpenEdX):
    source = "open_edx_replayed"
    lms = "https://openedx.example.org"
    page_size = 2
