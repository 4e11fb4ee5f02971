"""Carries deliveries from release to their end, so that each goes out once, on time, and only as approved.

release → (prepare) → claim → perform → settle, with `reap` for claims whose worker died and `miss` for windows that
closed.
"""
