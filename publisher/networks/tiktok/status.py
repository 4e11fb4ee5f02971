"""What has become of a post, by the name that TikTok gave it when it was begun.

Source: developers.tiktok.com/doc/content-posting-api-reference-get-video-status.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.networks.base import Account, Receipt
from publisher.networks.http import Door
from publisher.networks.tiktok.calls import ask


@dataclass(frozen=True, slots=True)
class Status:
    """`uploaded`: how many bytes of a film have arrived. `post`: its public id, "" until moderation is through."""

    publish_id: str
    state: str
    reason: str
    uploaded: int
    post: str
    trace_id: str

    @property
    def is_out(self) -> bool:
        return self.state == "PUBLISH_COMPLETE"

    @property
    def failed(self) -> bool:
        return self.state == "FAILED"

    def lacks(self, size: int) -> bool:
        """Whether TikTok still waits for bytes of a film of that size."""
        return self.state == "PROCESSING_UPLOAD" and self.uploaded < size

    def receipt(self, account: Account) -> Receipt:
        """Until the public id is known, the post goes by its first name, and the page shows it. The address of a film
        leads to pictures, too."""
        permalink = f"{account.address}/video/{self.post}" if self.post else account.address
        return Receipt(self.post or self.publish_id, permalink, self.trace_id)


async def status_of(door: Door, account: Account, publish_id: str) -> Status:
    answer = await ask(door, account, "POST", "/post/publish/status/fetch/", json={"publish_id": publish_id})
    uploaded = answer.value("data", "uploaded_bytes")
    return Status(
        publish_id,
        answer.word("data", "status"),
        answer.word("data", "fail_reason"),
        uploaded if isinstance(uploaded, int) else 0,
        answer.word("data", "publicaly_available_post_id", 0),  # TikTok's spelling
        answer.word("error", "log_id"),
    )
