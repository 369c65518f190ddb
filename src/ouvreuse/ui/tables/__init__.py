"""Lists of the staff: columns one can choose and sort, filters in the address, pages, and one writer of exports."""

from .columns import Column
from .export import FORMATS, export_response, safe_cell
from .listing import Listing

__all__ = ["FORMATS", "Column", "Listing", "export_response", "safe_cell"]
