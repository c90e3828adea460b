"""The console's templates, filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.browser.pages import addresses, direction, templates
from bot.console.settings import ROOT, ConsoleSettings
from bot.console.visit import Needs, allowed, language, visit
from dialogs.words import OWN_NAMES, say
from dialogs.words import names as dates

HERE = Path(__file__).parent
FILES = HERE / "static"
STATIC = "/static"
"""Where they are served, below the console's root."""


@dataclass(frozen=True, slots=True)
class Tab:
    """An entry in the head of every page."""

    path: str
    words: str
    """Wording id."""
    needs: Needs


class Pages:
    def __init__(self, settings: ConsoleSettings, tabs: Sequence[Tab]) -> None:
        self._tabs = tuple(tabs)
        self._templates = templates(HERE / "templates")
        assets = addresses(FILES, ROOT + STATIC)
        self._templates.globals.update(root=ROOT, contact=settings.contact, names=OWN_NAMES, asset=assets)

    def page(self, request: Request, template: str, seal: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A whole page; beside `values` templates know `t` (a wording by id), `date` (a day in words), `language`,
        `direction`, `me` (the account or None), `seal` and `key` for forms, `tabs`, `root`, `here` (the path asked
        for), `asset`."""
        who = visit(request).account
        return HTMLResponse(
            self.fill(
                template,
                language(request),
                me=who,
                seal=seal,
                key=uuid4().hex,
                here=request.url.path,
                tabs=[tab for tab in self._tabs if allowed(who, tab.needs)],
                **values,
            ),
            status,
        )

    def fill(self, template: str, language: str, **values: object) -> str:
        """A piece of a page."""

        def t(id: str, /, **named: object) -> str:
            return say(id, language, **named)

        def date(day: str) -> str:
            return dates.date(day, language)

        return self._templates.get_template(template).render(
            t=t, date=date, language=language, direction=direction(language), **values
        )
