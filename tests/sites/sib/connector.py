"""A course of SIB with two dates and offers for some, as one object of JSON-LD."""

from connectors.platforms.schema_org import SchemaList


class SIB(SchemaList):
    source = "sib"
    catalogue = "https://bioschemas.example.org/sib.json"
