"""Pages of a resolution and of its steps."""

from portal.resolutions.routes import case, deciding, export, step, timing

__all__ = ["case", "deciding", "export", "step", "timing"]
