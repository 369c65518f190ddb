"""The figures: today and the week at a glance, the rows behind each of them, and everybody's own arrangement."""
