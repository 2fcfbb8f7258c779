"""All that a connector may see: Connector, Page, Record, Node, Element, and what it may yield.

A connector is pure. It yields requests and raw listings; the runner fetches, archives, normalises and stores. A page is
read strictly: what is asked for must be there, and what is left over is reported, so that a new or renamed key is an
issue and never silence.
"""

from pipeline.contract.connector import Connector
from pipeline.contract.course_list import CourseRow, CourseTable, course_tables
from pipeline.contract.feed import Feed, FeedEntry
from pipeline.contract.headings import folded
from pipeline.contract.markup import Node, markup_text
from pipeline.contract.page import Page
from pipeline.contract.record import Record, amount
from pipeline.contract.request import Again, Produced, Request, StatedTotal, Tombstone, Watermark, basic_authorization
from pipeline.contract.simple_markup import text_of as simple_text
from pipeline.contract.sitemap import SitemapEntry, SitemapPage
from pipeline.contract.xml import Element
from pipeline.errors import PageChangedError, RecordError
from pipeline.model import KINDS, NO_WORDS, CourseList, Kind, RawListing

__all__ = [
    "KINDS",
    "NO_WORDS",
    "Again",
    "Connector",
    "CourseList",
    "CourseRow",
    "CourseTable",
    "Element",
    "Feed",
    "FeedEntry",
    "Kind",
    "Node",
    "Page",
    "PageChangedError",
    "Produced",
    "RawListing",
    "Record",
    "RecordError",
    "Request",
    "SitemapEntry",
    "SitemapPage",
    "StatedTotal",
    "Tombstone",
    "Watermark",
    "amount",
    "basic_authorization",
    "course_tables",
    "folded",
    "markup_text",
    "simple_text",
]
