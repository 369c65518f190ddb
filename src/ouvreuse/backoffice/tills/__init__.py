"""Tills and their printers, and what the counter may decide alone."""
