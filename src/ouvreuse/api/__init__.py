"""Machines: the provider's webhook and feeds."""
