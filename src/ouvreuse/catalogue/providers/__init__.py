"""Where facts of films are fetched."""
