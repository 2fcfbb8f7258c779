"""The TeSS whose OAI-PMH answers were recorded; its two materials are examples."""

from connectors.platforms.oai_pmh import OAIPMH


class TeSSHub(OAIPMH):
    source = "tesshub"
    base = "https://tesshub.space/oai-pmh"
    prefix = "rdf"
