"""The sentences and words that the pipeline makes in English, each with places for its values: see sentences.py.

A test holds them against what signals, plans and risks really say, so one that is worded anew there is missed here.
"""

from pipeline.review.messages import fit, ledger, matching, proposal, season, sources, words

MESSAGES: tuple[str, ...] = tuple(
    dict.fromkeys(message for each in (fit, ledger, matching, proposal, season, sources) for message in each.MESSAGES)
)
WORDS = words.WORDS
"""What places of messages are said with."""
