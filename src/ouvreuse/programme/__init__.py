"""When: screenings before they are on sale, their clashes and their publication."""
