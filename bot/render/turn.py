"""The messages of one turn: what was found, a link or a file, and the question, in as few as the channel allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.channel import Limits
from bot.message import Option, Outbound
from bot.render import card, elsewhere, heard, hits, needs, sayings, strength
from bot.render.fit import fit
from bot.render.question import commands, question
from bot.render.service import Service
from bot.taps import origin
from dialogs.effects import (
    Appraise,
    Ask,
    Card,
    Compare,
    Effect,
    Explain,
    Export,
    FromDesk,
    GiveCopy,
    GiveLink,
    GiveWay,
    Heard,
    Offer,
    Refuse,
    Say,
    Show,
    ShowMore,
    ShowNeeds,
)
from dialogs.events import Enclosed, Hit
from dialogs.forms.request import REQUEST
from dialogs.state import Phase, State
from dialogs.words import say

EVERYTHING = "/file/everything.json"
"""Where the web page gives a person all that is held about them."""
FROM_DESK = "/file/desk/"
"""Where it gives them what the desk sent, by the file's id."""

_NO_DOCUMENTS: Mapping[str, Hit] = {}
_NO_LINKS: Mapping[str, str] = {}


def render(
    effects: Sequence[Effect],
    *,
    language: str,
    limits: Limits,
    service: Service,
    state: State,
    documents: Mapping[str, Hit] = _NO_DOCUMENTS,
    links: Mapping[str, str] = _NO_LINKS,
    ways: Mapping[str, str] = _NO_LINKS,
) -> tuple[Outbound, ...]:
    """What a person sees of a turn, in order; empty when there is nothing to say.

    Texts join the message that follows them, so that a turn is at most three messages before they are split to the
    channel's length: what was found, a link or file, and the question, which is always last. `documents` holds what
    `ShowMore` names, `links` our own paths by purpose ("resume", "page"), `ways` by channel how
    to go on there: an address, words, or "" when nobody asked.
    """
    page = _Page(language, limits, service, state, ways)
    for effect in effects:
        match effect:
            case Say(message="only-private"):
                page.overhear(sayings.said(effect, language, service, state))
            case Compare():
                page.add(heard.compared(effect, language))
            case Offer():
                page.add(heard.offered(effect, language))
            case GiveWay():
                page.lead()
            case Say():
                page.add(sayings.said(effect, language, service, state))
            case FromDesk(by=by, text=text, files=files, corrects=corrects, crossed=crossed):
                if text:
                    said = "say.from-desk-corrects" if corrects else "say.from-desk"
                    page.add(say(said, language, name=sayings.apart(by), text=text))
                if crossed:
                    page.add(say("say.desk-crossed", language, name=sayings.apart(by)))
                for file in files:
                    page.enclose(by, file)
            case Heard():
                page.add(heard.sentence(effect, language))
            case Refuse():
                page.add(sayings.refused(effect, language))
            case Appraise():
                page.add(strength.appraised(effect, language))
            case Explain():
                page.add(sayings.explained(effect, language))
            case Show(hits=shown):
                page.show(shown)
            case ShowNeeds():
                page.offer(effect)
            case ShowMore(document=document):
                page.add(hits.whole(documents.get(document), language))
            case Card():
                page.card = effect
            case GiveLink():
                page.give(links)
            case GiveCopy():
                page.copy(links.get("copy", ""))
            case Export():
                page.give_file()
            case Ask():
                page.ask(effect)
            case _:
                pass  # Kept, judged, submitted, erased: done elsewhere, and said by a Say of its own.
    return page.messages()


@dataclass(slots=True)
class _Page:
    """The messages so far, and what waits to join the next one."""

    language: str
    limits: Limits
    service: Service
    state: State
    ways: Mapping[str, str]
    done: list[Outbound] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    card: Card | None = None
    link: str = ""
    file: str = ""
    kept: int = 0
    kind: Literal["say", "file"] = "say"
    way: str = ""
    public: bool = False
    """Others listen: no more than one sentence is said."""

    def add(self, text: str) -> None:
        if text and text not in self.texts:
            self.texts.append(text)

    def show(self, shown: Sequence[Hit]) -> None:
        """Cases, under the texts that lead to them."""
        found = tuple(hits.found(hit, origin(self.state), self.language) for hit in shown)
        if not self.limits.cards:
            self.add(hits.as_text(found, self.state, self.language))
        self.done.append(Outbound(self._text(), "hits", self.language, found=found))

    def offer(self, shown: ShowNeeds) -> None:
        """Needs of a document, under the texts that lead to them."""
        self.add(say("say.needs-use", self.language) if not shown.start else "")
        if not self.limits.cards:
            self.add(needs.as_text(shown, self.language))
        found = needs.found(shown, origin(self.state), self.language)
        self.done.append(Outbound(self._text(), "hits", self.language, found=found))

    def give(self, links: Mapping[str, str]) -> None:
        """The secret link of this turn, with what it opens; nothing when none was made."""
        purpose = "page" if "page" in links else "resume"
        if link := links.get(purpose, ""):
            self.add(say("say.link-sent" if purpose == "page" else "say.link", self.language))
            self.link = link
        if purpose == "page" and self.limits.files:
            self.file = "request.docx"

    def copy(self, link: str) -> None:
        """The copy that went to another programme, under the words that say so."""
        if link:
            self.add(say("say.link-copy", self.language))
            self.link = link

    def overhear(self, text: str) -> None:
        self.add(text)
        self.public = True

    def lead(self) -> None:
        """How to go on in the other channels: a message of its own, for it is looked at while typing elsewhere."""
        self.close()
        self.add(elsewhere.said(self.ways, self.language))
        self.way = next((way for way in self.ways.values() if way.startswith("https://")), "")

    def give_file(self) -> None:
        """All that is held about the person: as a file where the channel carries one, else to be fetched."""
        self.close()
        if self.limits.files:
            self.file = "everything.json"
        else:
            self.link = EVERYTHING
        self.kind = "file"

    def enclose(self, by: str, file: Enclosed) -> None:
        """A file of the desk's, in a message of its own after the words it goes with."""
        self.close()
        self.add(say("say.desk-file", self.language, by=sayings.apart(by), name=sayings.apart(file.name)))
        self.file, self.kept, self.kind = file.name, file.id, "file"
        self.link = "" if self.limits.files else f"{FROM_DESK}{file.id}"
        self.close()

    def ask(self, ask: Ask) -> None:
        """The question, with the texts before it; a link or a card that is not about it stands in its own message."""
        shown, self.card = self.card, None
        if self.link or self.file or self.way:
            self.close()
        self.card = shown
        if self.card and ask.field != "review":
            self._close_card()
        put = question(ask, self.state, self.limits, self.language, rewords=bool(self.service.model))
        lines = card.lines(self.card, origin(self.state), self.language) if self.card else ()
        if not self.limits.cards:
            self.add(card.as_text(lines, self.language))
        if ask.terms:
            self.add(say("say.before-sending" if ask.terms == "full" else "say.terms-hold", self.language))
        counted = put.counter and not self.limits.cards
        self.add(f"({put.counter})\n{put.text}" if counted else put.text)
        self.done.append(
            Outbound(
                self._text(),
                "card" if lines else "ask",
                self.language,
                options=self._with_way(put.options, ask),
                lines=lines,
                counter=put.counter,
                hint=put.hint,
                several=put.several,
            )
        )
        self.card = None

    def close(self) -> None:
        """Whatever waits becomes a message of its own."""
        if self.card:
            self._close_card()
        if self.texts or self.link or self.file:
            message = Outbound(
                self._text(),
                self.kind,
                self.language,
                file=self.file,
                kept=self.kept,
                link=self.link,
                way=self.way,
            )
            self.done.append(message)
        self.link, self.file, self.kept, self.kind, self.way = "", "", 0, "say", ""

    def messages(self) -> tuple[Outbound, ...]:
        """All of them within the channel's limits; the last one always offers a person, unless one is there already."""
        self.close()
        if self.done and not self.done[-1].options and not self.state.with_desk and not self.public:
            self.done[-1] = replace(self.done[-1], options=self._ways_on())
        return tuple(piece for message in self.done for piece in fit(message, self.limits))

    def _close_card(self) -> None:
        shown = card.lines(self.card, origin(self.state), self.language) if self.card else ()
        if not self.limits.cards:
            self.add(card.as_text(shown, self.language))
        self.done.append(Outbound(self._text(), "card", self.language, lines=shown))
        self.card = None

    def _ways_on(self) -> tuple[Option, ...]:
        wanted = ("undo", "restart", "person") if self.state.phase is Phase.CANCELLED else ("person",)
        if self.ways and self.state.paused:
            wanted = ("link", *wanted)
        return commands(self.state, wanted, self.limits, self.language)

    def _with_way(self, options: tuple[Option, ...], ask: Ask) -> tuple[Option, ...]:
        """On the first screen, one may go on in another channel at once, where there is one and room for a button."""
        first = ask.field == REQUEST.fields[0].key and ask.manner == "plain" and not self.state.answers
        if not (self.ways and first) or 0 < self.limits.options <= len(options):
            return options
        return (*options, *commands(self.state, ("link",), self.limits, self.language))

    def _text(self) -> str:
        text, self.texts = "\n\n".join(self.texts), []
        return text
