"""The wording of a Post for one page, one network or one language."""

from django.db import models
from django.db.models import Q

from accounts.models import Network, Page
from campaigns.models.post import Post


class Variant(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="variants")
    page = models.ForeignKey(Page, models.CASCADE, null=True, blank=True, related_name="+")
    network = models.CharField(max_length=20, choices=Network.choices, blank=True)
    language = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, network="", language="")
                | (Q(page=None, language="") & ~Q(network=""))
                | (Q(page=None, network="") & ~Q(language="")),
                name="variant_is_for_one_thing",
            ),
            models.UniqueConstraint(
                fields=["post", "page", "network", "language"], name="variant_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} for {self.page or self.network or self.language}"

    def suits(self, page: Page, language: str) -> int:
        """How closely this wording fits the page: 3 the page itself, 2 its network, 1 its language, 0 not at all."""
        if self.page_id:
            return 3 if self.page_id == page.pk else 0
        if self.network:
            return 2 if self.network == page.network else 0
        return 1 if self.language == language else 0
