"""Selling at the counter: the séance, the rates, the money, the ticket."""
