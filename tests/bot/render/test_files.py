"""What a person is given to keep: a link on the web, the file itself where the channel carries files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channel import Limits
from bot.message import Outbound
from bot.render import Service, render
from dialogs.effects import Effect, Export, GiveLink
from dialogs.forms import REQUEST
from dialogs.state import Phase, State

PULLS = Limits(text=4096, options=10, label=60, cards=False, deduplicates=False)
CARRIES = replace(PULLS, files=True)


def messages(effect: Effect, limits: Limits, phase: Phase, links: dict[str, str]) -> tuple[Outbound, ...]:
    state = State(REQUEST.version, phase)
    service = Service("A desk", "Montreal", "desk@example.org")
    return render((effect,), language="en", limits=limits, service=service, state=state, links=links)


def test_the_sent_request_is_sent_as_a_document() -> None:
    """Where files can be sent the document comes with the link to the page; elsewhere the page has it."""
    links = {"page": "/p/secret"}
    (sent,) = messages(GiveLink(), CARRIES, Phase.SENT, links)
    assert (sent.file, sent.link) == ("request.docx", "/p/secret")
    (told,) = messages(GiveLink(), PULLS, Phase.SENT, links)
    assert (told.file, told.link) == ("", "/p/secret")


def test_a_draft_is_no_document() -> None:
    """A pause gives the link that resumes, and no file."""
    (paused,) = messages(GiveLink(), CARRIES, Phase.ASKING, {"resume": "/r/secret"})
    assert (paused.file, paused.link) == ("", "/r/secret")


@pytest.mark.parametrize(
    ("limits", "file", "link"), [(CARRIES, "everything.json", ""), (PULLS, "", "/file/everything.json")]
)
def test_everything_held_is_a_file(limits: Limits, file: str, link: str) -> None:
    """All that is held is one file: sent where that is possible, fetched from the page elsewhere."""
    (given,) = messages(Export(), limits, Phase.ASKING, {})
    assert (given.kind, given.file, given.link) == ("file", file, link)
