"""Edurep: Dutch learning materials, of which the set `surf` is that of higher education."""

from connectors.platforms.oai_pmh import OAIPMH


class Edurep(OAIPMH):
    """LOM as IMS MD 1.2. Its datestamps hide changes (source.yaml, notes): walked in full."""

    source = "edurep"
    base = "https://oai.prod8.edurep.seecr.nl/edurep/oai"
    prefix = "lom"
    only_set = "surf"
