"""What a person may say about a list of courses kept by hand: the few keys of the YAML file beside it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.setting import setting


@dataclass(frozen=True, kw_only=True)
class CourseList:
    """LIST.yaml beside LIST.csv: which column is what, where the headings do not say so, and how the file is written.

    `circlewise table inspect FILE` shows what is understood without it.
    """

    columns: dict[str, str | None] = setting(
        "by our word (title, url, provider, hours …): the heading of the column, or null for none", default_factory=dict
    )
    ignore: tuple[str, ...] = setting("headings of columns that are left aside on purpose", default=())
    always: dict[str, str] = setting(
        "by our word: what holds for every course whose own cell is empty", default_factory=dict
    )
    leave_out: dict[str, tuple[str, ...]] = setting(
        "by heading: cells that mean that a row is no course to offer, such as `cancelled`", default_factory=dict
    )
    heading_row: int | None = setting(
        "row of the headings, as a spreadsheet counts", limits=(1, 1_000_000), default=None
    )
    sheet: str | None = setting("the only sheet of a workbook to read", default=None)
    encoding: str | None = setting("encoding of a CSV, such as cp1252, where it is told wrongly", default=None)
    separator: str | None = setting("character between the cells of a CSV, where it is told wrongly", default=None)
    records: str | None = setting("key under which a JSON file holds its list of courses", default=None)
    address: str | None = setting("where the list is on the web; then there is no file beside this one", default=None)


NO_WORDS = CourseList()
