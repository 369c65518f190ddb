"""Where: operators, cinemas, screens, seat maps, and the team's rights per cinema."""
