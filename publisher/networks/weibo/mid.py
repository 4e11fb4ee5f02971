"""A post's number as it stands in its address.

Source: open.weibo.com/wiki/2/statuses/querymid, which turns one into the other: seven digits at a time, from the right,
make four of base 62.
"""

from __future__ import annotations

_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def base62(mid: str) -> str:
    """`3501756485200075` → `z0JH2lOMb`"""
    ends = range(len(mid), 0, -7)
    groups = [_group(int(mid[max(0, end - 7) : end])) for end in reversed(ends)]
    return "".join([groups[0], *(group.rjust(4, "0") for group in groups[1:])])


def _group(number: int) -> str:
    signs = ""
    while number or not signs:
        number, place = divmod(number, 62)
        signs = _SIGNS[place] + signs
    return signs
