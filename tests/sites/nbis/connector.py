"""The dates of courses that NBIS announced, as one list of JSON-LD; some have no address, three no type."""

from connectors.platforms.schema_org import SchemaList


class NBIS(SchemaList):
    source = "nbis"
    catalogue = "https://bioschemas.example.org/nbis.json"
    untyped = "CourseInstance"
    left_aside = ("announcement",)
