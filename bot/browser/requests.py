"""What a request tells before anything answers it."""

from __future__ import annotations

from starlette.requests import Request

from bot.allowance import neighbourhood


def whence(request: Request) -> str:
    """Where it comes from, as far as allowances tell it apart; behind a proxy on this machine, what the proxy says."""
    return neighbourhood(request.client.host if request.client else "")


def origin(request: Request, public_url: str) -> str:
    """Where people reach us, without a path; `public_url` is "" when it is the address served."""
    return public_url or f"{request.url.scheme}://{request.url.netloc}"


def by_script(request: Request) -> bool:
    """Whether a script of ours asks, which puts the answer into words itself."""
    return "application/json" in request.headers.get("accept", "")


def wanted(request: Request) -> str:
    """The language the browser asks for first, "" if it asks for none."""
    first = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    return first if first.replace("-", "").isalnum() else ""


async def told(request: Request, *, fields: int, files: int = 0) -> dict[str, str]:
    """Every field of the form that is text, the last of a name; the form may hold so many fields and files.

    Raises:
        HTTPException: 400 for more of them.
    """
    form = await request.form(max_files=files, max_fields=fields)
    return {name: cleaned(value) for name, value in form.items() if isinstance(value, str)}


def cleaned(text: str) -> str:
    """Words of a form: databases refuse NUL; browsers send line ends as CRLF, and they count once."""
    return text.replace("\0", "").replace("\r\n", "\n")
