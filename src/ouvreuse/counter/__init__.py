"""The box office and the door."""
