"""Examples of what the API takes and answers: made of its own description, in the words of the demo's car maker.

Each stands once among the components, and every operation leads to its own.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publisher.demo import texts
from publisher.demo.brands import CAMPAIGNS, MARENNE, MARKETS

Json = dict[str, Any]
SUBJECT, SCENE, HOME = "tarn_weekend", "coast", "ES"
SITE = f"https://{MARENNE}.example"
ZONE, LANGUAGES = MARKETS[HOME][1:]
TEXT, ALT = texts.text_of(SUBJECT, "es", HOME), texts.alt(SCENE, "es")
SAID: Json = {
    "brand": MARENNE, "slug": MARENNE, "brands": [MARENNE], "market": HOME, "code": HOME, "markets": [HOME],
    "territories": [HOME], "zone": ZONE, "time_zone": ZONE, "languages": LANGUAGES, "language": "es",
    "text": TEXT, "link": f"{SITE}/tarn", "first_comment": texts.closing("es", 0), "tags": ["tarn"], "alt": ALT,
    "alts": {"en": texts.alt(SCENE, "en")}, "words": ["gratis"], "sentence": "Say what it costs, or leave it out.",
    "wall": "2027-05-14T18:00", "fold": 0, "starts_on": "2027-05-01", "ends_on": "2027-06-30",
    "valid_from": "2027-01-01", "valid_until": "2027-12-31", "owner": "Marenne", "licence": "Unlimited in Spain",
    "name": "coast-01.jpg", "mime": "image/jpeg", "width": 1600, "height": 1200, "size": 384_512, "seconds": 0,
    "rate": 0, "version": 1, "focal_x": 0.5, "focal_y": 0.5, "apart": 0, "checksum": "5d" * 32, "digest": "a1" * 32,
    "weekday": 4, "a_minute": 600, "tries": 1, "status": 204, "position": 2, "handle": f"{MARENNE}_es",
    "remote_id": "110431", "permalink": f"{SITE}/posts/110431", "secret": "whsec_…", "noun": "delivery",
    "what": "delivery.published", "types": ["delivery.published"], "pointer": "/plan/0/wall", "field": "time",
    "Market.name": MARKETS[HOME][0], "Brand.name": "Marenne", "Page.name": "Marenne España",
    "Campaign.name": CAMPAIGNS["weekend"].name, "NewCampaignRequest.name": CAMPAIGNS["weekend"].name,
    "Overlay.name": "Logo of Marenne", "share": 20, "margin": 4,
    "Key.name": "Asset library", "Slot.wall": "18:00", "NewSlotRequest.wall": "18:00",
    "NewAssetRequest.url": f"{SITE}/coast-01.jpg", "NewVersionRequest.url": f"{SITE}/coast-02.jpg",
    **dict.fromkeys(("Webhook.url", "WebhookMade.url", "NewWebhookRequest.url"), f"{SITE}/marquee"),
    **dict.fromkeys(("Webhook.name", "WebhookMade.name", "NewWebhookRequest.name"), "Newsroom"),
    **dict.fromkeys(("Planned.status", "Publication.status", "Use.status"), "planned"),
    "ManyRequest.posts": [{"brand": MARENNE, "market": HOME, "text": TEXT}],
    "ManyAnswered.results": [{"status": 201, "post": 7}],
}  # fmt: skip
"""What stands in a field of that name, or in that of one component."""
USUAL: Json = {"boolean": True, "object": {}, "number": 0, "integer": 7}
FORMS: Json = {"date-time": "2027-05-14T16:00:01Z", "date": "2027-05-14", "uri": SITE, "binary": "(bytes)"}
KINDS = {"string": str, "integer": int, "number": int | float, "boolean": bool, "array": list, "object": dict}
FORM = "multipart/form-data"
A_CHANGE = 2
"""So many fields a change names; all others stay as they are."""


def with_examples(result: Json, **_: Any) -> Json:
    """A hook of drf-spectacular."""
    kept = result["components"]["examples"] = {}
    for operation, place, kind, content in _contents(result):
        schema, is_form = content["schema"], kind == FORM
        name = schema.get("$ref", f"/{operation}_{place}").rpartition("/")[2] + ("Form" if is_form else "")
        draw = _Draw(result["components"]["schemas"], {"upload", "url" if is_form else "file"})
        kept[name] = {"value": draw.of(schema)}
        content["examples"] = {"usual": {"$ref": f"#/components/examples/{name}"}}
    return result


def _contents(result: Json) -> Iterator[tuple[str, str, str, Json]]:
    """All that is sent and answered well: of which operation, where, of which kind, and how it is described."""
    for operations in result["paths"].values():
        for operation in operations.values():
            bodies = {"asked": operation.get("requestBody", {}), **operation["responses"]}
            for place, body in bodies.items():
                if place == "asked" or place.startswith("2"):
                    for kind, content in body.get("content", {}).items():
                        yield operation["operationId"], place, kind, content


@dataclass(frozen=True)
class _Draw:
    """Of the descriptions of components; some fields are left out, where only one of several may be sent."""

    schemas: Mapping[str, Json]
    without: Container[str]

    def of(self, schema: Json, name: str = "", whole: str = "") -> Any:
        """What fits the schema of the field of that name, in that component."""
        if "$ref" in schema:
            component = schema["$ref"].rpartition("/")[2]
            return self.of(self.schemas[component], name, component)
        for several in ("allOf", "anyOf", "oneOf"):
            if several in schema:
                return self.of(schema[several][0], name, whole)
        kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", ["string"])
        said = _said(schema, name, whole, kinds)
        return self._made(schema, name, whole, kinds) if said is None else said

    def _made(self, schema: Json, name: str, whole: str, kinds: list[str]) -> Any:
        if "null" in kinds:
            return None
        if "properties" in schema:
            names = [one for one in schema["properties"] if one not in self.without]
            shown = names[:A_CHANGE] if whole.startswith("Patched") else names
            return {one: self.of(schema["properties"][one], one, whole) for one in shown}
        if "array" in kinds:
            return [self.of(schema["items"], name, whole)]
        if "string" in kinds:
            return schema.get("example") or FORMS.get(schema.get("format", ""), "…" if schema.get("minLength") else "")
        return USUAL[kinds[0]]


def _said(schema: Json, name: str, whole: str, kinds: list[str]) -> Any:
    """A word that is known and fits; None where there is none."""
    if "properties" in schema or "$ref" in schema.get("items", {}):
        return None
    types = tuple(KINDS[kind] for kind in kinds if kind != "null")
    known = (SAID.get(f"{whole}.{name}"), SAID.get(name), *schema.get("enum", ())[:1])
    return next((one for one in known if one is not None and isinstance(one, types)), None)
