"""Charts drawn on the server: read from a table, checked, placed, written as SVG."""
