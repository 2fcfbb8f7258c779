"""How each shared shape is recognised: one module a platform, of the platform's name, found by listing this folder.

A module has TITLE (what people call the platform) and `recognise(page)`. It is no part of how pages are read: a change
here reads no archived page again. CONTRIBUTING.md, "A shared shape", says how to add one.
"""
