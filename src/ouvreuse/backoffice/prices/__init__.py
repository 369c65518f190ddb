"""Price lists: their rates, drafts, versions and dates, the simulator and the board of the box office."""
