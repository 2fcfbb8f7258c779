"""Plain tables: CSV, TSV and workbooks, by what the answer or the address calls them and by their first bytes."""

from __future__ import annotations

from urllib.parse import urlsplit

from pipeline.contract import Page
from pipeline.contract.recognised import Recognised

TITLE = "a plain table"
KINDS = {
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "a workbook",
}
ENDINGS = {".csv": "CSV", ".tsv": "TSV", ".xlsx": "a workbook"}
PACKED = b"PK\x03\x04"


def recognise(page: Page) -> Recognised | None:
    """A workbook is a packed folder, and a table in text is neither markup nor JSON, whatever its address says."""
    if not page.body.strip():
        return None
    is_packed = page.body.startswith(PACKED)
    is_other = page.body.lstrip()[:1] in (b"<", b"{", b"[")
    kind = KINDS.get(page.headers.get("content-type", "").partition(";")[0].strip().lower())
    ending = next((name for end, name in ENDINGS.items() if urlsplit(page.url).path.lower().endswith(end)), None)
    named = kind or ending
    if named is None or is_other or is_packed != (named == "a workbook"):
        return None
    return Recognised(by="answer", why=f"the body is {named}", constants={"address": page.url})
