"""Loaded by the process that others are forked from: it cannot be read from then on, and neither can they."""

from pipeline.engine.unseen import hide

hide()
