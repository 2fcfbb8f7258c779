"""Goals find courses: pure, from texts to explained scores.

Import from the module you need (`pipeline.match.index`, `.matcher`, `.evaluate`, `.judgements`), and inside the
function that needs it: they load numpy, rapidfuzz and a stemmer, which `circlewise --help` must not wait for.
"""
