"""Sina Weibo, as an experiment: text, one picture and a link that has to be there. Source: open.weibo.com/wiki."""

from publisher.networks.weibo.network import Weibo

__all__ = ["Weibo"]
