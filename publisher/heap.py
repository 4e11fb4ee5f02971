"""Keeps the search for garbage away from what a process has loaded and never lets go."""

import gc

NEW = 20_000
"""So many new objects before they are looked through, not 700; a batch of claims or a long list makes as many."""


def settle() -> None:
    """To be called once all is loaded. Otherwise a walk through the whole program stops every thread, over and over."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW)
