"""The order until it is paid: recap, clock of the hold, the way to the bank and back."""
