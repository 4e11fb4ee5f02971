"""Draws the demo's pictures: quiet scenes with a car in them, of nobody's make."""

from publisher.demo.drawing.scenes import SCENES, Look, draw

__all__ = ["SCENES", "Look", "draw"]
