"""The campaigns room's tests play with the cast."""

from tests.cast import *  # noqa: F403
