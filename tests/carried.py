"""What a page carries of what it showed, for the tests that send its form back."""

import re

from django.test import Client


def carried(client: Client, path: str) -> dict[str, str]:
    page = client.get(path).content.decode()
    return dict(re.findall(r'name="((?:rights-)?seen)" value="([^"]+)"', page))
