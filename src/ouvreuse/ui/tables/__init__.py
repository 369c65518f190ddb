"""Lists of the staff: columns one can choose and sort, filters in the address, pages, and one writer of exports."""

from .columns import Column
from .export import FORMATS, export_response, safe_cell
from .listing import Listing
from .rows import Rows

__all__ = ["FORMATS", "Column", "Listing", "Rows", "export_response", "safe_cell"]
