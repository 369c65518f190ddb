"""The till: its float, what moves in the drawer, the blind count, the report."""
