"""What somebody names in a shell, found; or told which there are."""

from typing import Any

from django.core.management.base import CommandError


def known(model: Any, field: str, value: str) -> Any:
    """Raises `CommandError`."""
    found = model.objects.filter(**{field: value}).first()
    if found is None:
        names = ", ".join(model.objects.values_list(field, flat=True)) or "none yet"
        raise CommandError(f"There is no {model._meta.verbose_name} “{value}”. Known: {names}.")
    return found
