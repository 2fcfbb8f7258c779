"""TeSS: training materials and events in the life sciences, collected by ELIXIR."""

from connectors.platforms.oai_pmh import OAIPMH


class TeSS(OAIPMH):
    """schema.org in RDF/XML, in the profiles of Bioschemas."""

    source = "tess"
    base = "https://tess.elixir-europe.org/oai-pmh"
    prefix = "rdf"
