"""I4: what is sent hashes to what was approved. Judged by what the sandbox saw become public."""

import hashlib
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile

from accounts.models import Network, User
from campaigns.content import Content
from campaigns.models import Asset
from publisher.models import Delivery
from tests.cast import picture_file
from tests.peer import Sandbox
from tests.publisher.conftest import work
from tests.publisher.steps import Connect, Due


@pytest.mark.parametrize("altered", ["content", "content and its digest", "manifest"])
def test_content_altered_after_approval_is_not_sent(altered: str, connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    if altered.startswith("content"):
        content = {**delivery.content, "text": "Compra ya"}
        digest = delivery.digest if altered == "content" else Content.from_json(content).digest
        Delivery.objects.filter(pk=delivery.pk).update(content=content, digest=digest)
    else:
        manifest = delivery.revision.manifest
        manifest["publications"][0]["tags"] = ["otra"]
        type(delivery.revision).objects.filter(pk=delivery.revision_id).update(manifest=manifest)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert "not what was approved" in delivery.reason
    assert sandbox.public(page.remote_id) == []


def test_a_picture_altered_after_approval_is_not_sent(
    connect: Connect, due: Due, sandbox: Sandbox, photo: Asset
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page, pictures=((photo, "Un coche rojo"),))
    other = picture_file(size=(320, 240)).read()
    assert hashlib.sha256(other).hexdigest() != photo.checksum
    photo.file.storage.delete(photo.file.name)
    photo.file.storage.save(photo.file.name, ContentFile(other))
    work()
    delivery.refresh_from_db()
    assert (delivery.state, sandbox.public(page.remote_id)) == ("refused", [])


def test_an_edit_calls_back_what_was_released(connect: Connect, due: Due, sandbox: Sandbox, ana: User) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    post = delivery.publication.post
    post.revise(by=ana, draft=replace(post.draft(), text="Otra cosa"), version=post.version)
    work()
    assert sandbox.public(page.remote_id) == []
    assert post.publications.get().state == "planned"


def test_a_withdrawn_approval_calls_back_what_was_released(
    connect: Connect, due: Due, sandbox: Sandbox, carmen: User
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    delivery.publication.post.withdraw_approval(by=carmen)
    work()
    assert sandbox.public(page.remote_id) == []


def test_nothing_goes_out_whose_revision_lost_its_approval(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    type(delivery.revision).objects.filter(pk=delivery.revision_id).update(approved_at=None)
    work()
    assert sandbox.public(page.remote_id) == []
