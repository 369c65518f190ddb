"""Orders: any of them found, and what can be done with one."""
