"""Prices in words and tables."""
