"""What people change as it was shown to them, so that nobody overwrites what somebody else did meanwhile."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models


class ChangedMeanwhile(Exception):
    """Somebody else changed it since it was shown. Nothing was saved."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this meanwhile. It is shown as it is now: change it again.")


class Changeable(models.Model):
    """What is changed as long as it is still as it was shown."""

    CHANGEABLE: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def shown(self) -> dict[str, Any]:
        """Keys in place of rows."""
        return {name: self.serializable_value(name) for name in self.CHANGEABLE}

    def keep(self, given: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
        """Where nothing was `seen`, whatever it is now. Raises `ChangedMeanwhile`."""
        if not type(self)._default_manager.filter(pk=self.pk, **seen).update(**given):
            raise ChangedMeanwhile
        self.refresh_from_db()
