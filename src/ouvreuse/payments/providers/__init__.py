"""The provider's language, spoken here only."""
