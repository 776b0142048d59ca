"""A living commune, made through the door: shown by a demo house, reused by tests.

Nothing here is real: every person, number, telephone, figure and matter is invented, so is who holds which post.
Rule to keep: a scene only calls `cases`, as a page would; what may not be done by hand may not be done here.
"""

from __future__ import annotations

from dinh.scenes import woods
from dinh.scenes.furnishing import furnish
from dinh.scenes.lives import ALL
from dinh.scenes.living import live

__all__ = ["ALL", "furnish", "live", "woods"]
