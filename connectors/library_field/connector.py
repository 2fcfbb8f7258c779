"""The library field: a starter list of free trainings for staff of public libraries, kept in the project."""

from connectors.platforms.table import Table


class LibraryField(Table):
    """data/reference/library_field.csv, read like any list that people keep."""

    source = "library_field"
