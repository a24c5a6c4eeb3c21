"""Pages of reviews."""

from portal.reviews.routes import export, holding, index, new, review

__all__ = ["export", "holding", "index", "new", "review"]
