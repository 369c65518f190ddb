"""`ouvreuse up`: starts, watches and stops everything. No Django in it."""
