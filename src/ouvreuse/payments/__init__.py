"""Money in and out: provider accounts, payments, refunds and the inbox of the provider's events."""
