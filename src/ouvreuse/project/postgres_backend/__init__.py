"""Django's backend for PostgreSQL, but a connection's health is seen, not asked for."""
