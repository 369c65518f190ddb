"""The team: signing in and out, and the first page of each role."""
