"""Fields that read what browsers send as people mean it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator


class Words(forms.CharField):
    """A text of several lines. Browsers end lines with two signs; networks count one."""

    widget = forms.Textarea

    def __init__(self, rows: int = 3, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": rows, "dir": "auto"}), **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class Parts(forms.Field):
    """The further parts of a thread, each from a field with the same name. An empty one may have pictures."""

    widget = forms.MultipleHiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> tuple[str, ...]:
        return tuple(text.replace("\r\n", "\n").replace("\r", "\n").strip() for text in value or ())


class Lines(Words):
    """One thing a line: a list of texts, without those that are empty or there already."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(line.strip() for line in super().to_python(value).split("\n") if line.strip()))


class WebAddress(forms.URLField):
    """An http or https address; the scheme may be left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, assume_scheme="https", **options)
        others = [validator for validator in self.validators if not isinstance(validator, URLValidator)]
        self.validators = [*others, URLValidator(schemes=["http", "https"])]
        self.error_messages["invalid"] = "This is not a web address. Type one such as https://example.com/offer."


class Tags(forms.CharField):
    """Words between commas, each at most 50 characters."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(value)

    def to_python(self, value: Any) -> Any:
        words = (word.strip().lstrip("#") for word in (value or "").split(","))
        return tuple(dict.fromkeys(word for word in words if word))

    def validate(self, value: Any) -> None:
        for word in value:
            if len(word) > 50:
                sentence = f"The tag “{word[:20]}…” has {len(word)} characters; at most 50 are kept. Shorten it."
                raise ValidationError(sentence)


class WallTime(forms.Field):
    """A local date and time without zone, to the minute."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            wall = datetime.fromisoformat(str(value))
        except ValueError:
            raise ValidationError("This is not a date and time. Choose one, such as 14 May 2026, 18:00.") from None
        return wall.replace(second=0, microsecond=0, tzinfo=None)
