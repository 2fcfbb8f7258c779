"""AnatomyTOOL: images, videos and lessons on human anatomy, collected by anatomists in Leiden and Maastricht."""

from connectors.platforms.oai_pmh import OAIPMH


class AnatomyTOOL(OAIPMH):
    """nl_lom; the stated size of the list is not to be trusted, and deleted records are not told."""

    source = "anatomytool"
    base = "https://anatomytool.org/oai-pmh"
    prefix = "nl_lom"
