"""A screen per module, with its own style sheet beside it."""
