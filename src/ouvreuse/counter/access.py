"""Who may stand at the counter and the door."""

from ouvreuse.ui.access import Staff, door_keeper
from ouvreuse.venues.queries import rights_of

requires = door_keeper(rights_of)

__all__ = ["Staff", "requires"]
