"""What a reader sees, without what only a typographer does."""


def plain(text: str) -> str:
    """The text with ordinary spaces in place of no-break ones."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
