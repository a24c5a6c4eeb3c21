"""Pages of a resolution and of its steps."""

from portal.resolutions.routes import case, deciding, step

__all__ = ["case", "deciding", "step"]
