"""The provider's language, spoken here only.

Its library loads another package for the lines it would use by default, a fifth of a second and megabytes in every
process; it takes its absence well, and ours are the lines it uses.
"""

import importlib
import sys

_UNUSED = "requests"

if "stripe" not in sys.modules and _UNUSED not in sys.modules:
    sys.modules[_UNUSED] = None  # type: ignore[assignment] # "not to be found" in Python's own terms
    try:
        importlib.import_module("stripe")
    finally:
        del sys.modules[_UNUSED]
