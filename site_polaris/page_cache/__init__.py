"""Whole public pages, kept until a question that they asked of the database gets another answer (docs/structure.md)."""
