"""The trail: who did what and when, with before and after in words."""
