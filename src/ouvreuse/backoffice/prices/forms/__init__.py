"""The forms of the price lists."""
