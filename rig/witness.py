"""The sandbox as whoever measures sees it: what it saw become public, and the faults it is asked for."""

import json
import urllib.request
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]


class Witness:
    """`address` is the sandbox's, without a slash at the end."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, method: str, path: str, body: Any = None, **query: object) -> Any:
        url = f"{self.address}/sandbox/{path}" + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - an address of ours
            return json.load(answer)

    def count(self) -> int:
        """How many posts were ever made; cheap enough to be asked often."""
        return int(self.ask("GET", "health")["posts"])

    def public(self, since: int = 0) -> list[Json]:
        """The posts made after the first `since`."""
        return list(self.ask("GET", "public", since_seq=since)["posts"])

    def latency(self, seconds: float) -> None:
        """Every network API call takes at least that long."""
        self.ask("POST", "latency", {"seconds": seconds})

    def set(self, **settings: object) -> None:
        """Turn what may be turned while the sandbox runs."""
        self.ask("POST", "settings", settings)

    def fault(self, fault: str, **rule: object) -> int:
        """Returns the rule's id."""
        return int(self.ask("POST", "faults", {"fault": fault, **rule})["id"])

    def heal(self) -> None:
        """No more faults."""
        self.ask("DELETE", "faults")
