"""What verbs print tables and documents with; it is made in `pipeline.export`, for the coordinators' page, too."""

from pipeline.export import MAX_CELL, json_document, render, workbook

__all__ = ["MAX_CELL", "json_document", "render", "workbook"]
