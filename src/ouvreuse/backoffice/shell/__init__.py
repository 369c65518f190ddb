"""What every page of the back office stands in: its frame, its sections, its notices, and how a row is edited."""
