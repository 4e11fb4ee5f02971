"""Time zones by their IANA names."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError


def validate_zone(name: str) -> None:
    """Raise `ValidationError` unless `name` is an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is not a time zone. Choose one such as Europe/Madrid.")
