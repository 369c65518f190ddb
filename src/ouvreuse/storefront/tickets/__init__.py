"""Tickets once paid: on screen, as PDF, sent again, found again."""
