"""OPEN vhb: free courses of Bavarian universities, on the MOOChub feed."""

from connectors.platforms.moochub import MOOChub


class VHB(MOOChub):
    """A file of version 2 with keys of its own: `university`, `subjectarea`, `targetgroup`."""

    source = "vhb"
    feed = "https://open.vhb.org/oersi.json"
