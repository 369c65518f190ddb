"""Pure Python that every room may use: money, clock and cinema week, ids, text."""
