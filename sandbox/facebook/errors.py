"""Errors of publishing to a page, beside those that all of Graph has.

Source: facebook/facebook-business-sdk-codegen, the subcodes of publishing.
"""

from __future__ import annotations

from sandbox.graph.errors import graph_error, throttled
from sandbox.kind import Refusals

REFUSALS: Refusals = {
    "app_limit": lambda: throttled(4),
    "permission": lambda: graph_error(
        200, "(#200) The permission(s) pages_manage_posts are not available.", status=403
    ),
    "blocked": lambda: graph_error(
        368, "The action attempted has been deemed abusive or is otherwise disallowed", 1404112
    ),
    "content": lambda: graph_error(
        368, "The action attempted has been deemed abusive or is otherwise disallowed", 1346003
    ),
    "media": lambda: graph_error(324, "Missing or invalid image file", 1366046),
}
