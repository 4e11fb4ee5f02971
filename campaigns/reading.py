"""Contents that are to be read, and what several of their readers ask about them, each asked once."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from accounts.models import Page
from campaigns.content import Content
from campaigns.models.campaign import Campaign
from campaigns.models.guideline import Guideline


class Reading:
    """`pages` and `campaigns` are those that somebody knows already, by their ids."""

    def __init__(
        self, contents: Sequence[Content], pages: Mapping[int, Page] | None = None, campaigns: Sequence[Campaign] = ()
    ) -> None:
        self.contents = contents
        self._pages = dict(pages or {})
        self._campaigns = {campaign.pk: campaign for campaign in campaigns}

    @cached_property
    def rules(self) -> list[Guideline]:
        """The guidelines in force for the brands of these contents."""
        return list(Guideline.objects.in_force_for({content.brand for content in self.contents}))

    @cached_property
    def pages(self) -> Mapping[int, Page]:
        """With their markets."""
        if missing := {content.page for content in self.contents} - self._pages.keys():
            self._pages |= Page.objects.select_related("market").in_bulk(missing)
        return self._pages

    @cached_property
    def campaigns(self) -> Mapping[int, Campaign]:
        if missing := {content.campaign for content in self.contents if content.campaign} - self._campaigns.keys():
            self._campaigns |= Campaign.objects.in_bulk(missing)
        return self._campaigns
