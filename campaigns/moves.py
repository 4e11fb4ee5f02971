"""A move of a noun from state to state: one conditional UPDATE, so that the database decides which of two movers
wins."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db import models

Moves = Mapping[str, tuple[frozenset[str], str]]
"""verb → (states it starts from, state it leads to)"""


class WrongState(Exception):
    """The noun is not, or no longer, in a state from which the verb may be done. The message is a sentence for
    people."""


class Movable(models.Model):
    MOVES: ClassVar[Moves]
    state = models.CharField(max_length=20)

    class Meta:
        abstract = True

    def move(self, verb: str, **changes: Any) -> None:
        """Do the verb if the row is in one of its source states, setting `changes` with it. Raises `WrongState`."""
        sources, target = self.MOVES[verb]
        mine = type(self)._default_manager.filter(pk=self.pk, state__in=sources)
        if not mine.update(state=target, **changes):
            self.refresh_from_db(fields=["state"])
            noun = self._meta.verbose_name
            raise WrongState(
                f"This {noun} is {self.state.replace('_', ' ')} now, so it cannot {verb.replace('_', ' ')}."
            )
        self.refresh_from_db(fields=["state", *changes])

    @classmethod
    def move_all(cls, verb: str, keys: Iterable[int], **changes: Any) -> int:
        """The same for many rows at once; those no longer in a source state stay as they are. Returns how many
        moved."""
        sources, target = cls.MOVES[verb]
        return cls._default_manager.filter(pk__in=list(keys), state__in=sources).update(state=target, **changes)
