"""OpenLearn Create: courses that organisations build on the Open University's open Moodle."""

from connectors.platforms.moodle import Moodle


class OpenLearnCreate(Moodle):
    """The plain public index of a Moodle that lies below a path."""

    source = "openlearn_create"
    site = "https://www.open.edu/openlearncreate"
