"""Saylor Academy: free, self-paced college courses on its own Moodle."""

from connectors.platforms.moodle import Moodle


class Saylor(Moodle):
    """The plain public index; a box that is collapsed has its summary on a page apart."""

    source = "saylor"
    site = "https://learn.saylor.org"
