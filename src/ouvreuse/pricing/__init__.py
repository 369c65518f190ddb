"""How much: rates, price lists and the pure quote engine."""
