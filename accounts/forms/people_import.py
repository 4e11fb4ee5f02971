"""People out of a spreadsheet: a row each, with what is wrong in sentences, before anybody is invited."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.access import Action, granting, may
from accounts.forms.people import ROLES
from accounts.models import Brand, Market, Membership, User

MOST = 1000
LARGEST = 500_000
"""Bytes."""
COLUMNS = {"name": "name", "e-mail": "email", "email": "email", "role": "role", "brand": "brand", "market": "market"}
"""What the columns may be called, in any order. Brand and market may be left out."""
UNKNOWN = "There is no {} “{}”, or your role does not reach it."


@dataclass
class Row:
    """One line of the file. `typed` is what it says; `place` what that means, as far as it means something."""

    number: int
    typed: Mapping[str, str]
    place: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    note: str = ""


class ImportForm(forms.Form):
    """First the file; then its text again, with what to do: "all" only if nothing is wrong, or the "good" rows."""

    file = forms.FileField(label="CSV file", required=False)
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea({"hidden": True}))
    take = forms.ChoiceField(choices=[("all", "all"), ("good", "good")], required=False)

    def __init__(self, by: User, *args: Any) -> None:
        super().__init__(*args)
        self.by = by
        self.rows: list[Row] = []

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        text = _text(typed["file"]) if typed.get("file") else typed.get("text", "")
        if not text.strip():
            raise ValidationError("Choose a CSV file.")
        typed["text"] = text
        self.rows = sorted(Reading(self.by).rows(text), key=lambda row: not row.faults)
        return typed

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.faults]

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.faults]

    @transaction.atomic
    def invite(self) -> int:
        """Invite the good rows, all or none of them; returns how many."""
        for row in self.good:
            User.objects.invite(self.by, row.typed["email"], row.typed["name"], **row.place)
        return len(self.good)


def _text(file: Any) -> str:
    if file.size > LARGEST:
        raise ValidationError("This file is too large. Divide it, at most 1,000 people in each.")
    text: str = file.read().decode("utf-8-sig", "replace")
    if not {"\0", "\N{REPLACEMENT CHARACTER}"}.isdisjoint(text):
        raise ValidationError("This file is no CSV in UTF-8. Save it as “CSV UTF-8” and choose it again.")
    return text


class Reading:
    """The brands and markets that the person's roles reach, by every name they may be called."""

    def __init__(self, by: User) -> None:
        self.by = by
        grants = granting(by, Action.ADMINISTER)
        self.roles = {name.casefold(): role for role, label in ROLES for name in (role, label)}
        self.brands = _named(Brand.objects.all(), {one.brand_id for one in grants}, "slug")
        self.markets = _named(Market.objects.all(), {one.market_id for one in grants}, "code")

    def rows(self, text: str) -> Iterator[Row]:
        lines = list(_lines(text))
        if len(lines) > MOST:
            raise ValidationError(f"This file has {len(lines):,} rows; at most {MOST:,} are taken at once. Divide it.")
        emails = {typed["email"].lower() for _, typed in lines}
        known = {user.email.lower(): user for user in User.objects.filter(email__in=emails)}
        held = set(Membership.objects.filter(user__in=known.values()).values_list("user__email", *HELD))
        seen: set[tuple[Any, ...]] = set()
        for number, typed in lines:
            row = Row(number, typed)
            self._read(row)
            self._meet(row, known.get(typed["email"].lower()))
            what = (typed["email"].lower(), *(_key(row.place.get(name)) for name in HELD))
            if not row.faults and what in seen:
                row.faults.append("The same stands in a row above.")
            elif not row.faults and what in held:
                row.note = "Has this role already."
            seen.add(what)
            yield row

    def _read(self, row: Row) -> None:
        typed = row.typed
        if not typed["name"]:
            row.faults.append("The name is missing.")
        try:
            validate_email(typed["email"])
        except ValidationError:
            row.faults.append(f"“{typed['email']}” is not an e-mail address.")
        if typed["role"].casefold() not in self.roles:
            names = ", ".join(label.lower() for _, label in ROLES)
            row.faults.append(f"“{typed['role']}” is not a role. Roles are: {names}.")
        row.place["role"] = self.roles.get(typed["role"].casefold())
        for name, found in (("brand", self.brands), ("market", self.markets)):
            row.place[name] = found.get(typed[name].casefold())
            if typed[name] and not row.place[name]:
                row.faults.append(UNKNOWN.format(name, typed[name]))
        if not row.faults and not may(self.by, Action.ADMINISTER, *(_key(row.place[n]) for n in ("brand", "market"))):
            row.faults.append("Your role does not reach that far. Name a brand and a market of yours.")

    def _meet(self, row: Row, user: User | None) -> None:
        if user and not user.is_active:
            row.faults.append("This person was deactivated here. Bring them back on their page.")
        elif user:
            row.note = "Is here already; gets the role."


HELD = ("role", "brand", "market")


def _named(rows: Any, keys: set[int | None], short: str) -> dict[str, Any]:
    found = rows if None in keys else rows.filter(pk__in=keys)
    return {name.casefold(): row for row in found for name in (row.name, getattr(row, short))}


def _key(value: Any) -> Any:
    return getattr(value, "pk", value)


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not blank, with its number in the file. Raises `ValidationError` for a file of other columns."""
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)  # spreadsheets of many countries write semicolons
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        names = [COLUMNS.get(name.strip().lower(), "") for name in next(reader, [])]
        if missing := [name for name in ("name", "email", "role") if name not in names]:
            raise ValidationError(f"The first row names the columns. Missing: {', '.join(missing)}.")
        for cells in reader:
            values = dict(zip(names, (cell.strip() for cell in cells), strict=False))
            if any(values.values()):
                yield reader.line_num, {name: values.get(name, "") for name in COLUMNS.values()}
    except csv.Error as fault:
        raise ValidationError(f"This file cannot be read as CSV: {fault}.") from None
