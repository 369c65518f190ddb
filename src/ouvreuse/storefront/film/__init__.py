"""One film and its screenings."""
