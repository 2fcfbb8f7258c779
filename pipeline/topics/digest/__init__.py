"""Since last night: two nights compared, and what is other told to coordinators, what needs a decision first.

`compare` is pure and sees what two catalogues publish and nothing else, so that it can tell nothing that they do not.
"""

from pipeline.topics.digest.compare import compare
from pipeline.topics.digest.facts import Facts
from pipeline.topics.digest.text import markdown_of, text_of
from pipeline.topics.digest.told import Digest, Group, digest_of, groups_of, summary_of
from pipeline.topics.digest.undecided import is_decided, still_open

__all__ = [
    "Digest",
    "Facts",
    "Group",
    "compare",
    "digest_of",
    "groups_of",
    "is_decided",
    "markdown_of",
    "still_open",
    "summary_of",
    "text_of",
]
