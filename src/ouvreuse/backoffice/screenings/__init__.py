"""Screenings on sale: how they fill, who bought, and how they change."""
