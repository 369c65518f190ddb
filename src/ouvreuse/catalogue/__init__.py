"""What is shown: films, their versions and people."""
