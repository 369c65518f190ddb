"""Pages of the screens, by what they are about."""
