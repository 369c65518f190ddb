"""The programmer's week: a grid to plan in, drafts, copies, series, sheets, publication, and what is printed of it."""
