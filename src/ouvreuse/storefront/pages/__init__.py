"""Small pages the law and search engines ask for."""
