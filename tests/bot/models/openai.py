"""A server that speaks the chat protocol of OpenAI, with answers written beforehand: no model is needed to test one."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKENS = 321
"""What the server says a question and its answer took."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back: a message of the model, or an error of the service."""

    content: str | None = None
    refusal: str | None = None
    finish: str = "stop"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the server got it."""

    instructions: str
    data: dict[str, Any]
    body: dict[str, Any]

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """The fields the instructions list, with the codes that stand behind them."""
        listed = re.findall(r"^- (\w+): (.*)$", self.instructions.partition("\nFields:\n")[2], re.MULTILINE)
        return {name: tuple(re.findall(r"(?:Codes:|;) ([\w-]+) =", about)) for name, about in listed}


Manner = Callable[[Asked], Reply]


@dataclass
class Service:
    """Running; `manner` may be changed between two questions."""

    manner: Manner
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    """Set at the end, so that an answer somebody gave up on does not keep the server."""


@contextmanager
def serving(manner: Manner) -> Iterator[Service]:
    """A server on a free port of this machine, until the block ends."""
    service = Service(manner)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


def says(**answer: object) -> Manner:
    """A model that gives this, whatever it is asked."""
    return lambda asked: Reply(json.dumps(answer, ensure_ascii=False))


def points(*found: tuple[str, str, list[str]], intent: str = "answer", quote: str = "") -> Manner:
    """A model that reads a message so: (field, quote, codes)."""
    listed = [{"field": name, "quote": words, "codes": codes} for name, words, codes in found]
    return says(intent=intent, intent_quote=quote, found=listed)


def slow(service: Service) -> Manner:
    """A model that does not answer before the test is over."""

    def wait(asked: Asked) -> Reply:
        service.released.wait(30)
        return Reply("{}")

    return wait


def cut_short(asked: Asked) -> Reply:
    return Reply('{"intent": "answer", "intent_quote": "", "found": [{"field": "country", "quo', finish="length")


def wrong_shape(asked: Asked) -> Reply:
    return Reply(json.dumps({"intent": "send_request", "found": "everything", "tool": "delete"}))


def no_json(asked: Asked) -> Reply:
    return Reply("Sure! Here is what I found: the country is Kenya.")


def nothing(asked: Asked) -> Reply:
    return Reply("")


def refuses(asked: Asked) -> Reply:
    return Reply(refusal="I cannot help with that.")


def too_many(asked: Asked) -> Reply:
    return Reply(status=429)


def broken(asked: Asked) -> Reply:
    return Reply(status=500)


FAILING: dict[str, Manner] = {
    "cut short": cut_short,
    "wrong shape": wrong_shape,
    "no JSON": no_json,
    "nothing": nothing,
    "refuses": refuses,
    "429": too_many,
    "500": broken,
}
"""Every way of not answering but slowness, which needs the server: `slow`."""


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if not self.path.endswith("/chat/completions"):
                return self._send(404, {"error": {"message": f"no such path {self.path}"}})
            said = {message["role"]: message["content"] for message in body["messages"]}
            asked = Asked(said["system"], json.loads(said["user"]), body)
            service.asked.append(asked)
            reply = service.manner(asked)
            if reply.status != 200:
                return self._send(reply.status, {"error": {"message": "not now", "type": "server", "code": None}})
            return self._send(200, _completion(reply, body["model"]))

        def _send(self, status: int, answer: dict[str, object]) -> None:
            data = json.dumps(answer).encode()
            with suppress(BrokenPipeError, ConnectionResetError):  # Whoever asked waits no longer.
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Not into the tests' output."""

    return Handler


def _completion(reply: Reply, model: str) -> dict[str, object]:
    message = {"role": "assistant", "content": reply.content, "refusal": reply.refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_795_269_900,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish, "logprobs": None}],
        "usage": {"prompt_tokens": TOKENS - 21, "completion_tokens": 21, "total_tokens": TOKENS},
    }
