"""A public Moodle of which one course box is replayed: collapsed, on a page without categories."""

from connectors.platforms.moodle import Moodle


class Elfak(Moodle):
    source = "elfak"
    site = "https://cs.elfak.ni.ac.rs/nastava"
    asks_about = False  # the replay does not hold the page about the course
