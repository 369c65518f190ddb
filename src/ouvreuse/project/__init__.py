"""Settings, urls, the command line and the supervisor that puts the whole system on its feet."""
