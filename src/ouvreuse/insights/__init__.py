"""Numbers: daily facts folded from the book, and what a manager sees of today and of the week."""
