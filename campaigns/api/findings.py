"""What proofreading finds, as machines hear it: in their language, each with a pointer to what it is about."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from accounts.rest.resource import Asked
from accounts.wording import told
from campaigns.content import Finding
from campaigns.draft import Draft
from campaigns.models import Post

NAMES = {"pictures": "media", "film": "media"}
"""What readers call otherwise than the API."""
OF_A_PAGE = {"time": "wall", "page": "page"}
"""What stands in the entry of its page."""
Places = Mapping[int, int]
"""Page → where its entry stands in the plan, or among the publications."""


class Found(Asked):
    pointer = serializers.CharField(help_text="JSON pointer (RFC 6901) to what it is about.")
    sentence = serializers.CharField(help_text="In the language of Accept-Language; a guideline's as it was written.")
    blocks = serializers.BooleanField()
    field = serializers.CharField()
    page = serializers.IntegerField(allow_null=True)


def shown(findings: Iterable[Finding], draft: Draft) -> list[dict[str, Any]]:
    """With pointers into the draft as it was sent."""
    places = {plan.page.pk: number for number, plan in enumerate(draft.plan or ())}
    return [
        {
            "pointer": "".join(f"/{step}" for step in _way(one, "plan", places)),
            "sentence": told(one.sentence),
            "blocks": one.blocks,
            "field": one.field,
            "page": one.page,
        }
        for one in findings
    ]


def faults(findings: Iterable[Finding], post: Post) -> dict[str, Any]:
    """As `ValidationError` takes them, with pointers into the post as it is shown: nothing of it was sent."""
    ahead = set(post.publications.open().values_list("pk", flat=True))
    places = {one.page_id: number for number, one in enumerate(post.publications.all()) if one.pk in ahead}
    found: dict[str, Any] = {}
    for one in findings:
        inner = found
        for step in _way(one, "publications", places):
            inner = inner.setdefault(str(step), {})
        inner.setdefault("non_field_errors", []).append(one.sentence)
    return found


def _way(finding: Finding, plan: str, places: Places) -> tuple[str | int, ...]:
    """To what it is about; `plan` is where the entries of pages stand."""
    if finding.field not in OF_A_PAGE:
        return (NAMES.get(finding.field, finding.field),)
    if finding.page is None or finding.page not in places:
        return (plan,)
    return plan, places[finding.page], OF_A_PAGE[finding.field]
