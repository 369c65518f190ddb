"""Words sent: the outbox, its channels and their delivery."""
