"""Data of earlier releases, as they left them, and what becomes of them."""
