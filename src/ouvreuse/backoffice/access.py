"""Who may see the back office."""

from ouvreuse.ui.access import Staff, door_keeper, open_to_all
from ouvreuse.venues.queries import rights_of

requires = door_keeper(rights_of)
ANYBODY_OF_THE_STAFF = ("owner", "programmer", "box_office", "usher")

__all__ = ["ANYBODY_OF_THE_STAFF", "Staff", "open_to_all", "requires"]
