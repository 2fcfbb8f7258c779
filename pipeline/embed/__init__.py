"""Texts to vectors, on this machine: a small model that came with a package, or one in a folder that a library names.

Import from the module you need (`pipeline.embed.find`, `.encoder`, `.kept`) and inside the function that needs it: the
runtime takes a while to load.
"""
