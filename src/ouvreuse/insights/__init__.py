"""Numbers: daily facts folded from the other rooms."""
