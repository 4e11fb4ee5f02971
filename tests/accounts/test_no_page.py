"""What is shown where there is no page."""

import pytest
from django.test import Client

from accounts.models import User
from campaigns.models import Post
from tests.cast import Write


@pytest.mark.parametrize("path", ["/posts/{}/submission", "/nowhere"])
def test_an_address_without_a_page_says_so(path: str, client: Client, ana: User, write: Write) -> None:
    """A browser that is opened again asks for the last address, which may be that of a form that was refused."""
    post: Post = write()
    client.force_login(ana)
    answer = client.get(path.format(post.pk))
    assert answer.status_code in {404, 405}
    assert "There is nothing at this address" in answer.content.decode()
