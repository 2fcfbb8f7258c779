"""Everything that can go wrong, as a table: what is done, what is expected, what was seen.

A row is played by tests/faults, printed by `make faults`, and stands in docs/reliability.md.
"""
