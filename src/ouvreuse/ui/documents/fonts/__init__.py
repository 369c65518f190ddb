"""Fonts embedded in documents (SIL Open Font License 1.1), and what they can draw."""
