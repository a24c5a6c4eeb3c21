"""Pages of plans and of actions."""

from portal.plans.routes import action, index, new, plan, to_do

__all__ = ["action", "index", "new", "plan", "to_do"]
