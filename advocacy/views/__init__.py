"""Views by what they give: each module says it in its first line."""
