"""Films: what can be shown, in which versions, on what terms, and how it looks."""
