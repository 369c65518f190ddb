"""What a screening is beside its film: who it is for, and how it is shown."""

from __future__ import annotations

PUBLIC, SCHOOL, PRIVATE = KINDS = ("public", "school", "private")
RELAXED, BABY, SNACK, YOUNG, PREVIEW, GUEST = LABELS = (
    "relaxed",  # Ciné-ma différence: light and sound softened, noise allowed
    "baby",  # ciné-bébé
    "snack",  # ciné-goûter
    "young",  # jeune public
    "preview",  # avant-première
    "guest",  # somebody comes to speak
)
CHILDREN = frozenset({BABY, SNACK, YOUNG})
