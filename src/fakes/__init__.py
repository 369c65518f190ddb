"""Stand-ins for the outside world, spoken to over real protocols: the bank and a mailbox."""
