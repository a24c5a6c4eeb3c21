"""Pages of reviews."""

from portal.reviews.routes import export, holding, index, links, new, review

__all__ = ["export", "holding", "index", "links", "new", "review"]
