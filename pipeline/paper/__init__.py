"""Papers: what people print or pass on, as PDF with tags that screen readers follow. The only room that knows typst."""

from pipeline.paper.make import pdf_of
from pipeline.paper.model import Lines, Paper, Part
from pipeline.paper.proposal import proposal_paper

__all__ = ["Lines", "Paper", "Part", "pdf_of", "proposal_paper"]
