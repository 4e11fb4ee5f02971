"""What a draft would say on each of its pages, made of unsaved rows: for whoever wants to know before saving."""

from collections.abc import Iterable, Mapping

from accounts.models import Brand, Market
from campaigns.content import Content
from campaigns.draft import Draft, Plan
from campaigns.models.attachment import Attachment
from campaigns.models.link_card import LinkCard
from campaigns.models.post import Post
from campaigns.models.publication import Publication
from campaigns.models.variant import Variant


def contents(
    draft: Draft, brand: Brand, market: Market | None, plans: Iterable[Plan], known: Mapping[int, int] | None = None
) -> list[Content]:
    """One for each plan. `known`: publications there are already, by page id."""
    post = Post(
        brand=brand,
        market=market,
        campaign_id=draft.campaign,
        text=draft.text,
        link=draft.link,
        first_comment=draft.first_comment,
        thread=[further.text for further in draft.thread],
        placement=draft.placement,
        language=draft.language,
        tags=list(draft.tags),
    )
    variants = [Variant(network=network, text=text) for network, text in draft.wordings]
    parts = enumerate([draft.pictures, *(further.pictures for further in draft.thread)], 1)
    shown = [Attachment(part=part, **picture._asdict()) for part, pictures in parts for picture in pictures]
    publications = (
        Publication(
            pk=(known or {}).get(plan.page.pk), page=plan.page, wall=plan.wall, zone=plan.zone, fold=plan.fold or 0
        )
        for plan in plans
    )
    found = LinkCard.objects.of(brand.pk, draft.link)
    card = found.card if found else None
    return [publication.content(post, variants, shown, card) for publication in publications]
