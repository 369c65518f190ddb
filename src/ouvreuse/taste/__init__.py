"""Memory: what each customer has liked and seen."""
