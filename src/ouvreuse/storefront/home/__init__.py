"""The programme, by day and by cinema."""
