"""ORCA.nrw: open courses of universities in North Rhine-Westphalia, on the MOOChub feed."""

from connectors.platforms.moochub import MOOChub


class OrcaNRW(MOOChub):
    """Which version it serves is not stated, so the newest is asked for."""

    source = "orca_nrw"
    feed = "https://www.orca.nrw/moochub"
