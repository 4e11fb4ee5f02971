"""Which file, for which place; and which of its columns is what."""

from typing import Any

from django import forms

from accounts.models import User
from campaigns import columns, table
from campaigns.forms.place import Place, as_choices
from campaigns.models import Import
from campaigns.uploads import BadUpload


class UploadForm(forms.Form):
    place = forms.ChoiceField(label="For")
    file = forms.FileField(
        label="CSV file",
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        help_text=f"Up to {table.ROWS} rows, the first line naming the columns, in UTF-8.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty."},
    )

    def __init__(self, by: User, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.places = {place.key: place for place in Place.all_for(by)}
        self.fields["place"].choices = list(as_choices([*self.places.values()]))  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            if file.size > table.BYTES:
                raise BadUpload(table.TOO_LARGE)
            self.table = table.read(file.read())
        except BadUpload as fault:
            raise forms.ValidationError(str(fault)) from fault
        return file

    @property
    def where(self) -> Place:
        return self.places[self.cleaned_data["place"]]


class ColumnsForm(forms.Form):
    """A field for each part of a post: in which column it stands."""

    dates = forms.ChoiceField(label="Dates are written", choices=columns.DATES, help_text="Or as 2027-05-14, always.")

    def __init__(self, told: Import, data: Any = None) -> None:
        super().__init__(data, initial={**told.columns, "dates": told.dates})
        choices = [("", "Not in this file")]
        choices += [(str(place), name or f"Column {place + 1}") for place, name in enumerate(told.table[0])]
        for part, label in columns.PARTS.items():
            self.fields[part] = forms.TypedChoiceField(
                label=label, choices=choices, coerce=int, empty_value=None, required=False
            )

    @property
    def columns(self) -> dict[str, int]:
        return {part: self.cleaned_data[part] for part in columns.PARTS if self.cleaned_data[part] is not None}
