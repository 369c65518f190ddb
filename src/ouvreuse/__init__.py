"""Ouvreuse: the open-source system that runs a cinema or a chain of cinemas."""

__version__ = "0.1.0"
