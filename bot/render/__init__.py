"""Effects to words, within what a channel can show. Pure: the same effects give the same messages."""

from __future__ import annotations

from bot.render.service import Service
from bot.render.turn import render

__all__ = ["Service", "render"]
