"""Build everything from the settings and run it; implementations are imported only where they are built."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

from bot.channel import Accept, Adapter, Fetches, Leads, Misconfigured
from bot.desk import Desk
from bot.endorsing import Endorsing
from bot.inbox import Inbox
from bot.library import Librarian, Progress, index, load_library
from bot.message import Place
from bot.outbox import Outbox
from bot.promising import Promising
from bot.render import Service as Words
from bot.roster import Day, roster
from bot.search import Search, allowed
from bot.settings import Settings
from bot.turn import Mind, Way
from bot.understanding.port import Understanding
from bot.upkeep import Upkeep
from bot.worker import Worker
from dialogs.form import Depth
from dialogs.forms import FORMS
from storage import open_storage
from storage.port import Pending, Storage

log = structlog.get_logger()

Refused = Callable[[str, str], None]
"""Told of a channel that cannot be served: its name, and what to do about it. No secret is in it."""

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.adapters.slack.desk import DeskThreads
    from bot.adapters.slack.desk_door import Door
    from bot.adapters.slack.settings import SlackSettings
    from bot.adapters.telegram.settings import TelegramSettings
    from bot.console.live import Streams
    from bot.models.langchain import LangChainModel
    from bot.models.port import Model
    from bot.understanding.kindred import Vector
    from bot.writing.port import Writer
    from knowledge.embed import Embedder
    from knowledge.index import Index
    from knowledge.reading.port import Reads


@dataclass(slots=True)
class Service:
    """Everything built; nothing runs until `serve`."""

    settings: Settings
    storage: Storage
    knowledge: Index
    mind: Mind
    librarian: Librarian
    search: Search
    model: Model | None = None
    """The language model within its limits; None when none is named."""
    provider: LangChainModel | None = None
    """The same without limits: to load it before anybody waits."""
    briefs: Writer | None = None
    """Who summarises and translates for the desk, on its own account; None without a language model."""
    worker: Worker | None = None
    desk: Desk | None = None
    """What people at the desk do; while we answer."""
    _ways: dict[str, Way] = field(default_factory=dict)
    """To the channels that are served."""

    @property
    def writer(self) -> Writer | None:
        """Who rephrases, summarises, translates and answers from passages; None without a language model."""
        return self.mind.writer

    async def serve(self, *adapters: Adapter, refused: Refused = lambda channel, what_to_do: None) -> None:
        """Receive, answer and send on these channels until every one of them has ended and all is answered.

        Cancelling stops at once; what was accepted is answered at the next start. A channel whose platform does not
        take our settings ends alone, at the start or when a token is revoked later, and `refused` is told; what is to
        be sent there waits for the next start. Any other failure of a channel ends them all.
        """
        async with self.answering(*adapters) as inbox:
            await _all([self._receive(adapter, inbox.accept, refused) for adapter in adapters])
            if self.worker:
                await self.worker.drain()

    async def _receive(self, adapter: Adapter, accept: Accept, refused: Refused) -> None:
        try:
            await adapter.run(accept)
        except Misconfigured as error:
            self._ways.pop(adapter.name, None)
            if self.worker:
                self.worker.leave(adapter.name)
            log.error("channel_stopped", channel=adapter.name, what_to_do=str(error))
            refused(adapter.name, str(error))

    @asynccontextmanager
    async def answering(self, *adapters: Adapter, timers: bool = True) -> AsyncIterator[Inbox]:
        """Answer what is accepted while the block runs, without receiving: the way in is the inbox it gives.

        Without `timers` nothing happens by itself: whoever plays a conversation decides what time brings, and when.
        """
        named = {adapter.name: adapter for adapter in adapters}
        self._ways = {name: adapter.way for name, adapter in named.items() if isinstance(adapter, Leads)}
        mind = replace(
            self.mind,
            limits={name: adapter.limits for name, adapter in named.items()},
            fetch={name: adapter.fetch for name, adapter in named.items() if isinstance(adapter, Fetches)},
            ways=self._ways,
        )
        outbox = Outbox(self.storage, named)
        worker = self.worker = Worker(mind, self.storage, outbox, written=self.librarian.ring, alone=_alone)
        self.desk = Desk(self.storage.desk, mind.form, worker.wake, clock=mind.clock)
        background: list[asyncio.Task[None]] = [
            asyncio.create_task(worker.run()),
            asyncio.create_task(self.librarian.run()),
            asyncio.create_task(asyncio.to_thread(_warm, self.provider)),
        ]
        if timers:
            upkeep = Upkeep(
                self.storage,
                worker.wake,
                desk=self.desk,
                endorsing=Endorsing(self.storage, worker.wake, clock=mind.clock),
                promising=Promising(self.storage.desk, worker.wake, clock=mind.clock),
                unclaimed=self.settings.desk_rings_after * 60.0,
                erased=worker.forget,
                clock=mind.clock,
            )
            background.append(asyncio.create_task(upkeep.run()))
        for task in background:
            task.add_done_callback(_report)
        try:
            yield Inbox(self.storage, worker.wake, worker.ahead)
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            self.worker = self.desk = None

    def wake(self, row: Pending) -> None:
        """Answer a row that no message of a person's brought; while nobody answers it waits in the table."""
        if self.worker:
            self.worker.wake(row)

    def look(self) -> None:
        """Send what was queued beside the turns; while nobody sends it waits in the table."""
        if self.worker:
            self.worker.look()

    def at_desk(self) -> Desk:
        """What people at the desk do; only while we answer."""
        assert self.desk is not None, "nobody answers: the desk is open inside `answering`"
        return self.desk

    async def settled(self, place: Place) -> None:
        """Return once everything accepted so far, from anywhere, has been answered and sent."""
        if self.worker:
            await self.worker.drain()

    async def prepare(self, progress: Progress = lambda done, total: None) -> int:
        """Bring the index up to date before serving; returns how much there was to do.

        Raises:
            KnowledgeUnavailable: the index cannot be read or written; the message says what to do.
        """
        await self.librarian.load()
        return await index(self.storage, self.knowledge, progress)


@asynccontextmanager
async def open_service(settings: Settings, *, depth: Depth = Depth.QUICK) -> AsyncIterator[Service]:
    """Open the data folder, and close it at the end.

    Raises:
        FolderInUse: another process serves from this folder.
        StorageUnavailable: the database cannot be opened; the message says what to do.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    storage = await open_storage(settings.database)
    try:
        embedder = embedder_of(settings)
        knowledge = open_index(settings, storage, embedder)
        provider = provider_of(settings)
        model = _guarded(settings, storage, provider, settings.model_tokens_person) if provider else None
        of_desk = _guarded(settings, storage, provider, settings.model_tokens_day) if provider else None
        librarian = Librarian(storage, knowledge, partial(_shipped, settings, storage))
        search = Search(knowledge, storage, settings.shows_examples, librarian.ready, librarian.caught_up)
        mind = Mind(
            form=FORMS["request"],
            understand=_understanding(model, embedder, knowledge.vector),
            writer=_writer(model),
            search=search,
            service=Words(
                settings.operator, settings.data_place, settings.contact, settings.shows_examples, _company(settings)
            ),
            limits={},
            records=storage,
            depth=depth,
            reads=_reader(),
            answers_by=partial(_answers_by, storage),
        )
        try:
            briefs = _writer(of_desk)
            yield Service(settings, storage, knowledge, mind, librarian, search, model, provider, briefs)
        finally:
            await knowledge.close()
            embedder.let_go()
    finally:
        await storage.close()


def open_index(settings: Settings, storage: Storage, embedder: Embedder) -> Index:
    """The knowledge base of a data folder, asking the database before anything is shown."""
    from knowledge import open_knowledge

    return open_knowledge(settings.data_dir / "index", embedder, partial(allowed, storage))


def channels(service: Service, refused: Refused) -> Sequence[Adapter]:
    """The channels beside the web that anything is set for; of one that cannot be by its settings `refused` is told."""
    on: list[Adapter] = []
    for name, build in (("telegram", _telegram), ("slack", _slack)):
        if service.settings.wants(name):
            try:
                on += build(service)
            except ValueError as wrong:
                log.error("channel_refused", channel=name, what_to_do=str(wrong))
                refused(name, str(wrong))
    return on


def telegram_settings(settings: Settings) -> TelegramSettings:
    """What the Telegram channel is built with.

    Raises:
        ValueError: a setting cannot be right; the message says what to do, and quotes no secret.
    """
    from bot.adapters.telegram.settings import TelegramSettings

    return TelegramSettings(
        token=settings.telegram_token.get_secret_value(),
        webhook=settings.telegram_webhook,
        secret=settings.telegram_secret.get_secret_value(),
        site=settings.public_url,
    )


def slack_settings(settings: Settings) -> SlackSettings:
    """What the Slack channel is built with; raises ValueError as `telegram_settings` does."""
    from bot.adapters.slack.settings import SlackSettings

    return SlackSettings(
        bot_token=settings.slack_bot_token.get_secret_value(),
        app_token=settings.slack_app_token.get_secret_value(),
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        site=settings.public_url,
        desk=settings.slack_desk_channel,
    )


def _telegram(service: Service) -> Sequence[Adapter]:
    from bot.adapters.telegram.adapter import TelegramAdapter
    from bot.adapters.telegram.parked import whose
    from bot.export.files import Files

    settings = telegram_settings(service.settings)
    storage = service.storage
    return [TelegramAdapter(settings, Files(storage), _park(storage, "telegram", whose), announcements=storage)]


def _slack(service: Service) -> Sequence[Adapter]:
    """People's conversations and, where the desk has a channel, the threads of its cases."""
    from bot.adapters.slack.adapter import SlackAdapter
    from bot.adapters.slack.papers import StoredPapers
    from bot.adapters.slack.parked import whose
    from bot.export.files import Files

    settings, papers = slack_settings(service.settings), StoredPapers(service.storage, Files(service.storage))
    door, threads = slack_desk(service, settings) if settings.desk else (None, None)
    park = _park(service.storage, "slack", whose)
    people = SlackAdapter(settings, papers, park, announcements=service.storage, desk=door)
    return [people, threads] if threads else [people]


def slack_desk(service: Service, settings: SlackSettings) -> tuple[Door, DeskThreads]:
    """The desk's channel in Slack: what takes what is done there, and what posts there."""
    from bot.adapters.slack.desk import DeskThreads
    from bot.adapters.slack.desk_calls import DeskCalls
    from bot.adapters.slack.desk_door import Door
    from bot.adapters.slack.desk_keeper import Keeper
    from bot.adapters.slack.desk_post import Posts
    from bot.adapters.slack.desk_staff import Staff
    from bot.console.settings import ROOT

    storage, clock, room = service.storage, service.mind.clock, settings.desk
    calls = DeskCalls(settings)
    staff = Staff(calls, storage.desk, clock)
    keeper = Keeper(storage.desk, room, service.look, clock)

    def page(code: str) -> str:
        return f"{settings.site}{ROOT}/case/{code}" if settings.site else ""

    door = Door(room, calls, staff, keeper, storage.desk, service.at_desk, clock)
    return door, DeskThreads(room, calls, storage, Posts(storage, staff, page, clock), keeper, clock=clock)


def _park(storage: Storage, channel: str, whose: Callable[[bytes], str]) -> Callable[[bytes, str], Awaitable[None]]:
    """Keeps what a channel could not read, and says that there is something to look at; `whose` names its chat."""

    async def park(body: bytes, why: str) -> None:
        await storage.park_payload(channel, body, why, time.time(), whose(body))
        log.error("payload_parked", channel=channel, why=why, size=len(body))

    return park


def web(service: Service, announce: Callable[[str], None] = lambda _: None, beside: Sequence[Adapter] = ()) -> Adapter:
    """The web chat over a service; it serves the calls of the platforms `beside` it."""
    from bot.adapters.hook import Hooked
    from bot.adapters.web.adapter import WebAdapter
    from bot.adapters.web.settings import Mounted, Rates, WebSettings
    from bot.console.live import Streams
    from bot.console.settings import BODY, ROOT
    from bot.export.files import Files

    settings, streams = service.settings, Streams()
    return WebAdapter(
        service.storage,
        WebSettings(
            host=settings.host,
            port=settings.port,
            public_url=settings.public_url,
            operator=settings.operator,
            data_place=settings.data_place,
            contact=settings.contact,
            demo=settings.shows_examples,
            secret_folder=settings.data_dir,
            rates=Rates.for_chats(settings.messages_per_minute),
        ),
        Files(service.storage),
        announce,
        [adapter for adapter in beside if isinstance(adapter, Hooked)],
        [Mounted(ROOT, console(service, streams), BODY, streams.close)],
        service.wake,
    )


def console(service: Service, streams: Streams | None = None) -> ASGIApp:
    """The desk's pages over a service; whoever closes `streams` ends those that stand open."""
    from bot.console.app import build
    from bot.console.settings import ConsoleSettings, OidcSettings

    settings = service.settings
    secret = settings.oidc_client_secret.get_secret_value()
    provider = OidcSettings(settings.oidc_issuer, settings.oidc_client_id, secret) if settings.oidc_issuer else None
    return build(
        service.storage,
        service.at_desk,
        ConsoleSettings(
            public_url=settings.public_url,
            contact=settings.contact,
            secret_folder=settings.data_dir,
            oidc=provider,
        ),
        clock=service.mind.clock,
        search=service.search,
        briefs=service.briefs,
        streams=streams,
    )


def _report(task: asyncio.Task[None]) -> None:
    """Background work ends when it is cancelled; that it ended by a fault of ours must not go unnoticed."""
    if not task.cancelled() and (error := task.exception()):
        log.error("background_failed", exc_info=error)


async def _answers_by(storage: Storage, now: float) -> Day | None:
    return (await roster(storage.desk, now)).next_day(now)


async def _shipped(settings: Settings, storage: Storage) -> int:
    if settings.library == "none":
        return 0
    from knowledge.library import documents

    return await load_library(storage, await asyncio.to_thread(lambda: list(documents())))


def embedder_of(settings: Settings) -> Embedder:
    """The model of the settings; whoever opens it lets it go."""
    from knowledge.embed import open_embedder

    return open_embedder(settings.embedder)


def provider_of(settings: Settings) -> LangChainModel | None:
    """The language model of the settings, nothing of it loaded; None when none is named."""
    if not settings.model:
        return None
    from bot.models.langchain import LangChainModel, Named

    return LangChainModel(
        Named(
            settings.model,
            settings.model_key.get_secret_value(),
            settings.model_url,
            settings.model_options,
            settings.model_seconds,
        )
    )


def _guarded(settings: Settings, storage: Storage, provider: LangChainModel, of_one: int) -> Model:
    """Within the tokens of the day; `of_one` are those of one who asks."""
    from bot.models.budget import Budget
    from bot.models.guarded import Guarded

    budget = Budget(storage, time.time, of_one, settings.model_tokens_day)
    return Guarded(provider, budget, time.time, seconds=settings.model_seconds)


def _company(settings: Settings) -> str:
    """Who else reads what people write; "" for nobody."""
    return urlsplit(settings.model_url).hostname or settings.model.partition(":")[0]


def _warm(provider: LangChainModel | None) -> None:
    """Read the phrase lists, and load the language model's package, before anybody waits for them."""
    from bot.understanding.literal import warm_up

    warm_up(dt.date.today().isoformat(), FORMS["request"])  # noqa: DTZ011 - any day will do.
    if provider:
        from bot.models.langchain import Misnamed

        try:
            provider.load()
        except Misnamed as wrong:
            log.error("model_refused", what_to_do=str(wrong))


def _reader() -> Reads:
    """Reads documents in processes of their own; none is started before there is a document."""
    from knowledge.reading.reader import Reader

    return Reader()


def _alone(text: str) -> bool:
    from bot.understanding.commands import alone

    return alone(text)


def _understanding(model: Model | None, embedder: Embedder, vector: Vector) -> Understanding:
    from bot.understanding.kindred import WithExamples

    if model:
        from bot.understanding.model import WithModel

        return WithExamples(WithModel(model), embedder.model.hash, vector)
    from bot.understanding.literal import understand

    return WithExamples(understand, embedder.model.hash, vector)


@contextmanager
def reading(settings: Settings, model: Model | None = None) -> Iterator[Understanding]:
    """What people write, understood without a database or an index."""
    embedder = embedder_of(settings)

    async def vector(text: str) -> Sequence[float]:
        return embedder.query(text)

    try:
        yield _understanding(model, embedder, vector)
    finally:
        embedder.let_go()


def _writer(model: Model | None) -> Writer | None:
    if model is None:
        return None
    from bot.writing.model import ModelWriter

    return ModelWriter(model)


async def _all(running: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run side by side; the first failure ends the others and is raised."""
    tasks = [asyncio.create_task(coroutine) for coroutine in running]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            if not task.cancelling():  # Told twice, a channel would not finish what it is finishing.
                task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


__all__ = [
    "Service",
    "channels",
    "console",
    "embedder_of",
    "open_index",
    "open_service",
    "provider_of",
    "reading",
    "slack_settings",
    "telegram_settings",
    "web",
]
