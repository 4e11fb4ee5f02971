"""Telegram channels, by a bot that administers them. Source: core.telegram.org/bots/api."""

from publisher.networks.telegram.network import Telegram

__all__ = ["Telegram"]
