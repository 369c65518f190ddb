"""The public site in French and English."""
