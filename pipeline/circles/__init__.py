"""Running circles: the sheets people fill in, what they come to, and which of it may be told. Pure."""
