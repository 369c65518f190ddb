"""One cycle, festival or series of evenings: its films and its screenings."""
