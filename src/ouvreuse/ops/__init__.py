"""For operators: health, audit, demonstration data."""
