"""The sentences and words that the pipeline makes in English, each with places for its values: see sentences.py.

A test holds them against what signals, plans, risks and errors really say, so one that is worded anew there is missed
here.
"""

from pipeline.review.messages import (
    connectors,
    files,
    fit,
    home,
    issues,
    ledger,
    lists,
    matching,
    proposal,
    season,
    settings,
    sources,
    surveys,
    words,
)

MESSAGES: tuple[str, ...] = tuple(
    dict.fromkeys(message for each in (fit, ledger, matching, proposal, season, sources) for message in each.MESSAGES)
)
"""What a night says of courses, matches, topics, seasons and sources, and a form of its fields."""
TROUBLES: tuple[str, ...] = tuple(
    dict.fromkeys(
        message for each in (files, surveys, home, settings, issues, lists, connectors) for message in each.MESSAGES
    )
)
"""What is wrong with a file, a survey, the home, the settings or a source; such a sentence may begin with where."""
WORDS = words.WORDS
"""What places of messages are said with."""
