"""Search over everything: one box in the frame, and only what is open to the person."""
