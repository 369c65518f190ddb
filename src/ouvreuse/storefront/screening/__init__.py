"""Step by step to a held seat: the screening, the seats, the hold."""
