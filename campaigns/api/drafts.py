"""The body of a post as machines send it, read into a `Draft`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Brand, Market, Network, Page, User
from accounts.rest.resource import Asked
from campaigns import walltime
from campaigns.draft import Draft, Further, Picture, Plan
from campaigns.models import Asset, Campaign, Overlay
from campaigns.models.asset import not_showable
from campaigns.models.post import Placement

WALL = "%Y-%m-%dT%H:%M"
YEARS = range(2000, 2101)
"""In which times can be told in every zone, and mean something."""


@extend_schema_field(
    {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$", "example": "2027-05-14T18:00"}
)
class Wall(serializers.DateTimeField):
    """A wall time, to the minute. It has no zone, so that it is not a `date-time`."""

    def __init__(self, **named: Any) -> None:
        super().__init__(format=WALL, input_formats=[WALL], default_timezone=None, **named)

    def to_internal_value(self, value: Any) -> datetime:
        wall: datetime = super().to_internal_value(value)
        if wall.year not in YEARS:
            raise serializers.ValidationError(f"Write a year from {YEARS.start} to {YEARS.stop - 1}.")
        return wall


class WordingAsked(Asked):
    network = serializers.ChoiceField(choices=Network.choices)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class MediumAsked(Asked):
    asset = serializers.IntegerField(help_text="Id of an asset of the post's brand.")
    alt = serializers.CharField(max_length=1500, allow_blank=True, default="", help_text="Words for who cannot see it.")
    overlay = serializers.IntegerField(
        allow_null=True,
        default=None,
        help_text="Id of an overlay of the post's brand; null: none. What moves takes none.",
    )


class PartAsked(Asked):
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    media = MediumAsked(many=True, default=[])


class PlanAsked(Asked):
    page = serializers.IntegerField(help_text="Id of a page of the post's brand.")
    wall = Wall(help_text="Local time on the clock of the page's market, to the minute.")
    fold = serializers.IntegerField(
        min_value=0,
        max_value=1,
        required=False,
        help_text="Which of two equal autumn hours: 0 the first, 1 the second.",
    )


class DraftAsked(Asked):
    """Every part may be left out; a change leaves what it does not name as it is."""

    text = serializers.CharField(allow_blank=True, required=False, trim_whitespace=False)
    link = serializers.URLField(max_length=2000, allow_blank=True, required=False)
    first_comment = serializers.CharField(allow_blank=True, required=False, trim_whitespace=False)
    thread = PartAsked(many=True, required=False, help_text="The parts after the text, where a network has threads.")
    placement = serializers.ChoiceField(Placement.choices, required=False)
    language = serializers.CharField(
        max_length=10, allow_blank=True, required=False, help_text="BCP 47; empty: each market's own."
    )
    campaign = serializers.IntegerField(allow_null=True, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=50), required=False)
    wordings = WordingAsked(many=True, required=False)
    media = MediumAsked(many=True, required=False)
    plan = PlanAsked(many=True, required=False)


class NewPost(DraftAsked):
    brand = serializers.SlugField(help_text="Slug of the brand.")
    market = serializers.CharField(
        max_length=2, allow_null=True, default=None, help_text="ISO code; null: written by head office for all markets."
    )


def drafted(by: User, brand: Brand, given: Mapping[str, Any], before: Draft) -> Draft:
    """`before` with what is given. Raises `ValidationError` that points to each part at fault."""
    changes: dict[str, Any] = {
        name: given[name] for name in ("text", "link", "first_comment", "language") if name in given
    }
    if "campaign" in given:
        changes["campaign"] = _campaign(brand, given["campaign"])
    if "tags" in given:
        changes["tags"] = tuple(dict.fromkeys(given["tags"]))
    if "wordings" in given:
        if len({one["network"] for one in given["wordings"]}) < len(given["wordings"]):
            raise serializers.ValidationError({"wordings": ["A network may stand there only once."]})
        changes["wordings"] = tuple(sorted((one["network"], one["text"]) for one in given["wordings"]))
    if "thread" in given:
        changes["thread"] = _thread(by, brand, given["thread"], before)
    if "media" in given:
        changes["pictures"] = _media(by, brand, given["media"], before)
    if "plan" in given:
        changes["plan"] = plans(by, brand, given["plan"])
    return replace(before, **changes)


def _campaign(brand: Brand, key: int | None) -> int | None:
    if key is not None and not Campaign.objects.filter(pk=key, brand=brand).exists():
        raise serializers.ValidationError({"campaign": f"{key} is not a campaign of {brand}."})
    return key


def _media(by: User, brand: Brand, given: list[Mapping[str, Any]], before: Draft) -> tuple[Picture, ...]:
    """What is out of use stays where it was chosen already."""
    shown = {one.asset.pk for one in before.all_pictures}
    assets = Asset.objects.visible_to(by).showable(brand.pk, shown).in_bulk([one["asset"] for one in given])
    wanted = {one["overlay"] for one in given} - {None}
    chosen = {one.overlay.pk for one in before.all_pictures if one.overlay}
    overlays = Overlay.objects.offered(brand.pk, chosen).in_bulk(wanted) if wanted else {}
    faults = [_fault(brand, one, assets.get(one["asset"]), overlays) for one in given]
    if any(faults):
        raise serializers.ValidationError({"media": faults})
    return tuple(Picture(assets[one["asset"]], one["alt"], overlays.get(one["overlay"])) for one in given)


def _fault(
    brand: Brand, given: Mapping[str, Any], asset: Asset | None, overlays: Mapping[int, Overlay]
) -> dict[str, list[str]]:
    if asset is None:
        return {"asset": [not_showable(given["asset"], brand)]}
    if given["overlay"] is None:
        return {}
    if given["overlay"] not in overlays:
        return {"overlay": [f"{given['overlay']} is not an overlay of {brand}, or is out of use."]}
    return {} if asset.takes_overlay else {"overlay": ["Films and GIFs that move take no overlay. Leave it out."]}


def _thread(by: User, brand: Brand, given: list[Mapping[str, Any]], before: Draft) -> tuple[Further, ...]:
    parts: list[Further] = []
    faults: list[Any] = []
    for one in given:
        try:
            parts.append(Further(one["text"], _media(by, brand, one["media"], before)))
        except serializers.ValidationError as fault:
            faults.append(fault.detail)
        else:
            faults.append({} if one["text"].strip() or one["media"] else {"text": ["A part says or shows something."]})
    if any(faults):
        raise serializers.ValidationError({"thread": faults})
    return tuple(parts)


def plans(by: User, brand: Brand, given: list[Mapping[str, Any]]) -> tuple[Plan, ...]:
    """Raises `ValidationError` that points to each page or time at fault."""
    pages = (
        Page.objects.schedulable_by(by).filter(brand=brand).select_related("market").in_bulk([o["page"] for o in given])
    )
    read = [_plan(pages.get(one["page"]), one) for one in given]
    if any(isinstance(one, dict) for one in read):
        raise serializers.ValidationError({"plan": [one if isinstance(one, dict) else {} for one in read]})
    if len(pages) < len(read):
        raise serializers.ValidationError({"plan": ["A page may stand there only once."]})
    return tuple(one for one in read if isinstance(one, Plan))


def _plan(page: Page | None, given: Mapping[str, Any]) -> Plan | dict[str, list[str]]:
    if page is None:
        return {"page": [f"{given['page']} is not a page that this key may plan for."]}
    plan = Plan(page, given["wall"].replace(tzinfo=None), page.market.time_zone, given.get("fold"))
    try:
        _ = plan.at
    except walltime.AmbiguousTime as fault:
        return {"fold": [str(fault)]}
    except walltime.WrongTime as fault:
        return {"wall": [str(fault)]}
    return replace(plan, fold=plan.fold or 0)


def place(by: User, given: dict[str, Any]) -> tuple[Brand, Market | None]:
    """Brand and market, taken out of what is given. Raises `ValidationError`."""
    brand = Brand.objects.filter(slug=given.pop("brand")).first()
    if brand is None:
        raise serializers.ValidationError({"brand": "There is no such brand, or this key does not reach it."})
    code = given.pop("market")
    market = Market.objects.filter(code=code.upper()).first() if code else None
    if code and market is None:
        raise serializers.ValidationError({"market": "There is no such market, or this key does not reach it."})
    return brand, market
