"""Publications on paper: stored content as JSON, set by typst. What the walker does not know, it refuses."""
