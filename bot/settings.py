"""What an operator can set, in the environment or a `.env` file: names start with NEEDS_, defaults are safe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.unset import DEMONSTRATION, HERE, NOBODY


class Settings(BaseSettings):
    """Read once, at the start of a command; unknown names are left to `needs doctor` to report.

    Raises pydantic.ValidationError, which names the setting and what it accepts, when a value cannot be used.
    """

    model_config = SettingsConfigDict(
        env_prefix="NEEDS_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    data_dir: Path = Field(
        Path("data"),
        description="The one folder that holds everything: database, index, keys. Back it up or delete it whole.",
    )
    database_url: str = Field(
        "",
        description="A Postgres address (postgresql://…) for the database; empty keeps it in the data folder.",
    )
    host: str = Field("127.0.0.1", description="Where the web chat listens; 0.0.0.0 to be reached from other machines.")
    port: int = Field(
        8080, ge=1, le=65535, description="Port of the web chat; when not set, the next free one after 8080 is taken."
    )
    public_url: str = Field(
        "",
        description="The address people use (https://…); links and cookies follow it. Empty: the address served.",
    )
    operator: str = Field(DEMONSTRATION, description="Who runs this service: stands on the first screen.")
    data_place: str = Field(HERE, description="Where the data lies (country, provider): on the first screen.")
    contact: str = Field(NOBODY, description="A person's e-mail address or telephone number: on every page.")
    demo: bool | None = Field(
        None,
        description="Show invented example requests, always labelled. When not set: yes, until NEEDS_OPERATOR is set.",
    )
    library: Literal["shipped", "none"] = Field(
        "shipped", description="Start with the shipped good practices and past requests, or with none."
    )
    embedder: str = Field(
        "bundled",
        description="The model behind the search: bundled, or provider:model as LangChain names it; rebuild after.",
    )
    model: str = Field(
        "",
        description="A language model, provider:model as LangChain names it; empty: none, and none is needed.",
    )
    model_key: SecretStr = Field(
        SecretStr(""), description="Its key; empty: the provider's own variable is read (OPENAI_API_KEY and the like)."
    )
    model_url: str = Field(
        "", description="Where it is reached when not at the provider's own address: a server of your own."
    )
    model_options: dict[str, str | int | float | bool] = Field(
        {}, description='What else it takes, as JSON: {"temperature": 0}.'
    )
    model_seconds: float = Field(8, gt=0, le=25, description="How long a person waits for it before we go on without.")
    model_tokens_person: int = Field(60_000, ge=0, description="Tokens one person may use of it in a day (UTC).")
    model_tokens_day: int = Field(2_000_000, ge=0, description="Tokens all people together may use of it in a day.")
    messages_per_minute: int = Field(
        30, ge=1, description="How many one chat may send; an address 20 times as many, and open 4 times as many chats."
    )
    telegram_token: SecretStr = Field(
        SecretStr(""), description="A bot's token from BotFather switches Telegram on; see docs/telegram.md."
    )
    telegram_webhook: str = Field(
        "",
        description="The https address at which Telegram reaches this service; empty: messages are fetched instead.",
    )
    telegram_secret: SecretStr = Field(
        SecretStr(""), description="What Telegram shows with each call of the webhook; empty: made from the token."
    )
    slack_bot_token: SecretStr = Field(
        SecretStr(""), description="A bot token (xoxb-…) switches Slack on; see docs/slack.md."
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""), description="An app-level token (xapp-…): we call Slack, and need no address of our own."
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="Without an app-level token Slack calls our address and signs with this."
    )
    slack_desk_channel: str = Field(
        "", description="Id of the desk's own channel (C…), where each case is a thread; see docs/slack.md."
    )
    desk_rings_after: int = Field(
        30, ge=1, description="Minutes until a call for a person of the desk that nobody took up rings again."
    )
    oidc_issuer: str = Field(
        "",
        description="The OpenID Connect provider that people of the desk sign in with, as it names itself.",
    )
    oidc_client_id: str = Field("", description="What that provider calls this service.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="What this service proves itself with there.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged; never what people write, at any level."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if url and not url.startswith(("postgresql://", "postgresql+psycopg://")):
            raise ValueError("only postgresql:// addresses are known; leave it empty for SQLite in the data folder")
        return url

    @field_validator(
        "telegram_token", "telegram_webhook", "telegram_secret",
        "slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_desk_channel", "model_key",
        "oidc_issuer", "oidc_client_id", "oidc_client_secret",
        mode="before",
    )  # fmt: skip
    @classmethod
    def _as_copied(cls, given: object) -> object:
        """A token copied from a page often has a space or a line end around it, which no platform takes."""
        return given.strip() if isinstance(given, str) else given

    @field_validator("slack_desk_channel")
    @classmethod
    def _channel_by_id(cls, id: str) -> str:
        if id and not re.fullmatch(r"[CG][A-Z0-9]{2,}", id):
            raise ValueError("write the channel's id, not its name: the channel's details in Slack end with it")
        return id

    @field_validator("oidc_issuer")
    @classmethod
    def _safe_issuer(cls, url: str) -> str:
        near = ("http://localhost:", "http://127.0.0.1:")
        if url and not url.startswith(("https://", *near)):
            raise ValueError("write it with https:// in front, as the provider's own pages name it")
        return url

    @model_validator(mode="after")
    def _whole_provider(self) -> Settings:
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret.get_secret_value())
        if any(given) and not all(given):
            raise ValueError(
                "set NEEDS_OIDC_ISSUER, NEEDS_OIDC_CLIENT_ID and NEEDS_OIDC_CLIENT_SECRET, or none of them"
            )
        return self

    @field_validator("embedder")
    @classmethod
    def _known_embedder(cls, name: str) -> str:
        if name != "bundled" and ":" not in name:
            raise ValueError("write bundled, or provider:model such as openai:text-embedding-3-small")
        return name

    @field_validator("model")
    @classmethod
    def _known_model(cls, name: str) -> str:
        if name and not all(name.partition(":")):
            raise ValueError("write provider:model, such as openai:gpt-5-mini; leave it empty for none")
        return name

    @field_validator("public_url", "model_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("write it with http:// or https:// in front")
        return url.rstrip("/")

    def wants(self, channel: str) -> bool:
        """Whether anything is set for a channel: what is still missing of it, or wrong, has to be said then."""
        held = (getattr(self, name) for name in Settings.model_fields if name.startswith(f"{channel}_"))
        return any(one.get_secret_value() if isinstance(one, SecretStr) else one for one in held)

    @property
    def passwords(self) -> tuple[str, ...]:
        """Which settings hold a password now: tokens, secrets, and an address of a database with a password in it."""
        held = [name for name in Settings.model_fields if isinstance(one := getattr(self, name), SecretStr) and one]
        return (*held, "database_url") if urlsplit(self.database_url).password else tuple(held)

    @property
    def database(self) -> str | Path:
        """Where the database is, as `storage.open_storage` takes it: a Postgres address or the data folder."""
        return self.database_url or self.data_dir

    @property
    def shows_examples(self) -> bool:
        """Whether invented examples are shown: as set, else as long as nobody has put a name to the service."""
        return "NEEDS_OPERATOR" in self.unset if self.demo is None else self.demo

    @property
    def port_given(self) -> bool:
        """True when an operator chose the port: then another one is never taken instead."""
        return "port" in self.model_fields_set

    @property
    def unset(self) -> tuple[str, ...]:
        """Environment names of what people should be told and nobody has set."""
        return tuple(
            variable(name) for name in ("operator", "data_place", "contact") if name not in self.model_fields_set
        )


def variable(field: str) -> str:
    """The environment's name of a setting."""
    return f"NEEDS_{field.upper()}"


def documented() -> dict[str, str]:
    """What each setting is for, by environment name, in the order of this file."""
    return {variable(name): field.description or "" for name, field in Settings.model_fields.items()}
