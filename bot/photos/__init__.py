"""Photos: stored by content, read without trust, drawn without their EXIF. Importing this does not import Pillow."""

from bot.photos.darkroom import Darkroom
from bot.photos.values import Photo, Problem, Unreadable

__all__ = ["Darkroom", "Photo", "Problem", "Unreadable"]
