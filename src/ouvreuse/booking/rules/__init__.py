"""Decisions of booking, pure: what a hold may be, what a payment's end means, what a ticket says."""
