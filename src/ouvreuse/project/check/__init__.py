"""``./ouvreuse check``: everything a change must satisfy before anybody reads it, tests aside."""
