"""Where and when a post goes out: the part of the form that only those see who may schedule."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import Page, User
from campaigns.draft import Plan
from campaigns.forms import times
from campaigns.forms.fields import WallTime
from campaigns.forms.pages import Choices
from campaigns.models import Campaign, Post
from campaigns.models.slot import NoFreeSlot, next_free, take
from campaigns.walltime import AmbiguousTime, WrongTime

FEW = 24
"""So many pages are shown at once; of more, those of the markets in which one is chosen."""


class ScheduleForm(forms.Form):
    post: Post | None
    pages = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        error_messages={
            "invalid_choice": "A page you chose is not (any more) yours to plan. Look through the pages again."
        },
    )
    date = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": "This is not a date. Choose one, such as 14 May 2026."},
    )
    time = forms.TimeField(
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        error_messages={"invalid": "This is not a time. Choose one, such as 18:00."},
    )
    clock = forms.ChoiceField(choices=times.CLOCKS, widget=forms.RadioSelect, required=False)
    fold = forms.TypedChoiceField(
        choices=[("0", "The first time"), ("1", "The second time")],
        widget=forms.RadioSelect,
        coerce=int,
        required=False,
        empty_value=None,
    )

    slot = forms.BooleanField(required=False)
    """The next free slot of each page, whatever time was typed."""
    takes = forms.CharField(widget=forms.HiddenInput, required=False)
    """The slot that was free when somebody chose it, such as `7@2031-05-14T18:00`: taken, if it is still meant."""

    def __init__(
        self,
        by: User,
        choices: Choices,
        data: QueryDict | None,
        files: MultiValueDict[str, Any] | None,
        initial: dict[str, Any],
    ) -> None:
        self.by, self.choices = by, choices
        self.plan: list[Plan] = []
        self.without_slots: Page | None = None
        typed = times.as_typed(choices.planned, by.time_zone)
        self.asks_fold = any(times.exists_twice(entry.wall, entry.zone) for entry in choices.planned)
        super().__init__(data, files, initial=self._as_planned(typed) | initial)
        self.fields["pages"].choices = [(page.pk, str(page)) for page in choices.offered]  # type: ignore[attr-defined]
        for page in choices.offered:
            self.fields[f"own_{page.pk}"] = WallTime(required=False, initial=typed.own.get(page.pk))

    def _as_planned(self, typed: times.Typed) -> dict[str, Any]:
        chosen = [entry.page.pk for entry in self.choices.planned]
        planned: dict[str, Any] = {"clock": typed.clock, "pages": chosen}
        if self.asks_fold:
            planned["fold"] = typed.fold
        if typed.wall:
            planned |= {"date": typed.wall.date(), "time": typed.wall.time()}
        return planned

    @property
    def markets(self) -> Iterator[tuple[str, list[tuple[Page, bool, forms.BoundField]], bool]]:
        """The pages on offer by market, each with whether it is chosen, and its field for a time of its own; and
        whether they are shown at once."""
        few = len(self.choices.offered) <= FEW
        for market, pages in self.choices.markets():
            rows = [(page, page in self._ticked, self[f"own_{page.pk}"]) for page in pages]
            yield market.name, rows, few or any(chosen for _, chosen, _ in rows)

    @cached_property
    def _ticked(self) -> set[Page]:
        """The pages that are shown as chosen, whether or not that holds."""
        ticked = {str(value) for value in self["pages"].value() or []}
        return {page for page in self.choices.offered if str(page.pk) in ticked}

    @property
    def chosen(self) -> list[Page]:
        ticked = set(self.cleaned_data.get("pages") or [])
        return [page for page in self.choices.offered if page.pk in ticked]

    def typed(self) -> times.Typed:
        """Raises nothing: what could not be read is absent."""
        data = self.cleaned_data
        date, time = data.get("date"), data.get("time")
        wall = datetime.combine(date, time.replace(second=0)) if date and time else None
        own = {page.pk: data[f"own_{page.pk}"] for page in self.chosen if data.get(f"own_{page.pk}")}
        return times.Typed(wall, data.get("clock") or times.LOCAL, self.by.time_zone, data.get("fold"), own)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("slot"):
            if not self.chosen and not self.has_error("pages"):
                self.add_error("pages", "Choose the pages whose next free slot you mean.")
            return self.cleaned_data
        typed = self.typed()
        self.asks_fold = typed.exists_twice_on(self.chosen)
        wrong = dict.fromkeys(filter(None, (self._read(page, typed) for page in self.chosen)))
        unread = self.has_error("date") or self.has_error("time")
        for field, sentence in wrong:
            if not (self.has_error("fold") if field == "fold" else unread):  # one answer serves every zone
                self.add_error(field, sentence)
        return self.cleaned_data

    def take_slots(self) -> bool:
        """Plan each chosen page for its next free slot, or for the one that was chosen, if that is asked for. False
        where there is none, which the form then says. Call it inside the transaction that saves: until its end nobody
        else gets these slots."""
        try:
            if self.cleaned_data.get("slot"):
                for page in sorted(self.chosen, key=lambda page: page.pk):  # one order, so that nobody waits for ever
                    self.plan.append(_next(page, self.cleaned_data.get("campaign")))
            for entry in self.plan:
                if slot_named(entry.page.pk, entry.wall) == self.cleaned_data.get("takes"):
                    take(entry.page, entry.at, self.post)
        except NoFreeSlot as fault:
            self.add_error("pages", str(fault))
            self.without_slots = fault.page
            return False
        return True

    def _read(self, page: Page, typed: times.Typed) -> tuple[str, str] | None:
        """Add the page to the plan; gives the field and the sentence when its time will not do."""
        try:
            entry = typed.on(page)
        except AmbiguousTime as fault:
            return "fold", str(fault)
        except (WrongTime, times.NoTime) as fault:
            return "time", str(fault)
        self.plan.append(entry)
        return ("time", times.passed(entry)) if entry.at <= timezone.now() else None


def slot_named(page: int, wall: datetime) -> str:
    return f"{page}@{wall:%Y-%m-%dT%H:%M}"


def _next(page: Page, campaign: Campaign | None) -> Plan:
    wall, fold = next_free(page, campaign)
    return Plan(page, wall, page.market.time_zone, fold)
