"""What a browser holds of ours, and the seal on every form that says who it was made for."""

from __future__ import annotations

import hashlib
from pathlib import Path

from itsdangerous import Signer
from starlette.requests import Request
from starlette.responses import Response

from bot.keys import signing_key


class Cookie:
    """For this service alone: out of reach of scripts and of requests from other sites."""

    def __init__(self, name: str, age: int, *, https: bool) -> None:
        """`age` in seconds."""
        # The prefix makes browsers refuse the cookie from sub-domains and from plain http.
        self._name = f"__Host-{name}" if https else name
        self._age = age
        self._https = https

    def read(self, request: Request) -> str:
        """ "" for a browser that came without."""
        return request.cookies.get(self._name, "")

    def give(self, response: Response, value: str) -> None:
        """Set it, or prolong it."""
        response.set_cookie(
            self._name, value, max_age=self._age, path="/", secure=self._https, httponly=True, samesite="lax"
        )

    def take_back(self, response: Response) -> None:
        response.delete_cookie(self._name, path="/", secure=self._https, httponly=True, samesite="lax")


class Seals:
    """Signatures with this installation's key."""

    def __init__(self, folder: Path, salt: str) -> None:
        """`salt` keeps apart what one kind of page and another kind sign."""
        self._signer = Signer(signing_key(folder), salt=salt, digest_method=hashlib.sha256)

    def seal(self, browser: str) -> str:
        """What the forms of a browser carry, which is known by a digest of its secret."""
        return self._signer.get_signature(browser).decode()

    def genuine(self, request: Request, browser: str, seal: str) -> bool:
        """Whether a form was made by us for this browser and sent from our own page."""
        if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return False
        return self._signer.verify_signature(browser.encode(), seal.encode())
