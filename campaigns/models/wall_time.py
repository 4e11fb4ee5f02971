"""A column for what the clock on the wall shows."""

from datetime import datetime
from typing import Any

from django.db import models


class WallTimeField(models.Field):  # type: ignore[type-arg]
    """A naive local time, kept without zone exactly as it was meant."""

    def db_type(self, connection: Any) -> str:
        return "timestamp without time zone"

    def to_python(self, value: Any) -> Any:
        return datetime.fromisoformat(value) if isinstance(value, str) else value

    def value_to_string(self, obj: models.Model) -> str:
        value: datetime = self.value_from_object(obj)
        return value.isoformat()
