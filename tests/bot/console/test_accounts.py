"""Accounts in the console: invited, changed, removed; and the log of it."""

from __future__ import annotations

import re

import pytest

from bot.console.invitations import LASTS
from storage.desk.port import NewCase
from storage.port import Storage
from tests.bot.console.conftest import Browser, Clock, Open, account_of

PASSWORD = "four words in a row"
LINK = re.compile(r"http://localhost/desk(/join/[\w-]+)")


async def invited(lead: Browser, email: str = "bo@desk.example", name: str = "Bo", role: str = "officer") -> str:
    """The path of the link that a lead is shown."""
    await lead.get("/people")
    response = await lead.post("/people", email=email, name=name, role=role, languages="fr")
    found = LINK.search(response.text)
    assert found, response.text
    return found.group(1)


async def joins(browser: Browser, path: str, password: str = PASSWORD) -> int:
    await browser.get(path)
    return (await browser.post(path, password=password)).status_code


async def test_a_colleague_is_invited_and_comes_in(opened: Open, storage: Storage) -> None:
    """The link is shown once; it sets the password and opens the door, in the colleague's language."""
    lead = await opened("lead")
    path = await invited(lead)
    assert path not in (await lead.get("/people")).text
    bo = await opened()
    assert "Bo (Officer)" in (await bo.get(path)).text
    assert await joins(bo, path) == 200
    assert "Mon compte" in (await bo.get("/me")).text
    assert [view.what for view in await storage.desk.views()][:2] == ["joined", f"invited {(await held(storage)).id}"]


async def held(storage: Storage, email: str = "bo@desk.example"):  # type: ignore[no-untyped-def]
    account = await storage.desk.account_of(email)
    assert account
    return account


async def test_a_link_opens_once_and_seven_days(opened: Open, clock: Clock) -> None:
    """Used, replaced or old it says so, and changes nothing."""
    lead, bo, late = await opened("lead"), await opened(), await opened()
    first = await invited(lead)
    await late.get(first)
    assert await joins(bo, first) == 200
    assert (await late.post(first, password=PASSWORD)).status_code == 410
    assert (await late.get(first)).status_code == 410
    second = await invited(lead, "cy@desk.example", "Cy")
    await late.get(second)
    clock.now += LASTS + 1
    assert (await late.post(second, password=PASSWORD)).status_code == 410


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("too short", "too short"),
        ("x" * 300, "too long"),
        ("abababababab", "easy to guess"),
        ("robertson and more", "easy to guess"),
        ("", "too short"),
    ],
)
async def test_a_weak_password_is_not_taken(opened: Open, password: str, says: str) -> None:
    """The page says what is missing, and the link still opens."""
    path = await invited(await opened("lead"), "robertson@desk.example", "Alex Robertson")
    browser = await opened()
    assert await joins(browser, path, password) == 400
    assert says in browser.page
    assert await joins(browser, path) == 200


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"email": "no address"}, "no e-mail address"),
        ({"name": "  "}, "a name of at most"),
        ({"name": "x" * 81}, "a name of at most"),
        ({"role": "king"}, "one of the roles"),
        ({"email": "lead@example.org"}, "has an account already"),
    ],
)
async def test_what_makes_no_account_is_said(opened: Open, storage: Storage, fields: dict[str, str], says: str) -> None:
    """And nothing is written: above all, inviting a known address takes nobody's password away."""
    lead = await opened("lead")
    await lead.get("/people")
    before = await storage.desk.accounts()
    given = {"email": "bo@desk.example", "name": "Bo", "role": "officer"} | fields
    response = await lead.post("/people", **given)
    assert response.status_code in (400, 409)
    assert says in response.text
    assert await storage.desk.accounts() == before


async def test_a_lead_changes_what_a_colleague_may(opened: Open, storage: Storage, clock: Clock) -> None:
    """From the next click on, without signing in again."""
    lead, reader = await opened("lead"), await opened("reader")
    account = await account_of(storage, "reader", clock)
    assert (await reader.get("/people")).status_code == 403
    await lead.get("/people")
    await lead.post(f"/people/{account.id}", role="lead", languages="ru")
    assert (await reader.get("/people")).status_code == 200
    changed = await held(storage, account.email)
    assert (changed.role, changed.languages) == ("lead", ("ru",))
    await lead.get("/people")
    assert (await lead.post(f"/people/{account.id}", role="king")).status_code == 400


async def test_a_forgotten_password_gets_a_new_link(opened: Open, storage: Storage) -> None:
    """The old password and its browsers stop at once."""
    lead, bo = await opened("lead"), await opened()
    await joins(bo, await invited(lead))
    account = await held(storage)
    await lead.get("/people")
    again = LINK.search((await lead.post(f"/people/{account.id}/invite")).text)
    assert again
    assert (await bo.get("/me")).url.path == "/desk/sign-in"
    assert (await bo.post("/sign-in", email=account.email, password=PASSWORD)).status_code == 403
    assert await joins(bo, again.group(1), "five other words in a row") == 200
    kept = await held(storage)
    assert (kept.id, kept.name, kept.role, kept.languages) == (account.id, "Bo", "officer", ("fr",))


async def test_who_may_answer_no_more_keeps_no_case(opened: Open, storage: Storage, clock: Clock) -> None:
    """A lead keeps theirs when they become an officer; a reader has none."""
    lead, officer = await opened("lead"), await account_of(storage, "officer", clock)
    case = await storage.desk.open(NewCase("LETO-1111", officer.id, "k", clock(), "Sargassum"))
    for role, assignee in (("lead", officer.id), ("officer", officer.id), ("reader", None)):
        await lead.get("/people")
        assert (await lead.post(f"/people/{officer.id}", role=role, languages="en")).status_code == 200
        assert (await storage.desk.case(case.id)).assignee == assignee


async def test_a_lead_can_neither_demote_nor_remove_themself(opened: Open, storage: Storage, clock: Clock) -> None:
    """So there is always one left."""
    lead = await opened("lead")
    own = (await account_of(storage, "lead", clock)).id
    for path in (f"/people/{own}", f"/people/{own}/remove", f"/people/{own}/invite", "/people/999", "/people/x"):
        await lead.get("/people")
        assert (await lead.post(path, role="reader")).status_code == 409
    assert (await held(storage, "lead@example.org")).role == "lead"


async def test_a_removed_colleague_is_told_to_nobody_twice(opened: Open, storage: Storage, clock: Clock) -> None:
    """Removing twice, or assigning them a role afterwards, says that they are gone; the log keeps their name."""
    lead = await opened("lead")
    gone = await account_of(storage, "officer", clock)
    await lead.get("/people")
    assert (await lead.post(f"/people/{gone.id}/remove")).status_code == 200
    assert gone.email not in lead.page
    assert (await lead.post(f"/people/{gone.id}/remove")).status_code == 409
    await lead.get("/people")
    assert (await lead.post(f"/people/{gone.id}", role="lead")).status_code == 409
    assert "removed: Officer" in (await lead.get("/audit")).text


async def test_an_own_password_is_changed_with_the_present_one(opened: Open, storage: Storage) -> None:
    """An open screen is not enough; other browsers are signed out, this one goes on."""
    lead, bo, elsewhere = await opened("lead"), await opened(), await opened()
    await joins(bo, await invited(lead))
    await elsewhere.get("/sign-in")
    await elsewhere.post("/sign-in", email="bo@desk.example", password=PASSWORD)
    await bo.get("/me")
    assert (await bo.post("/me/password", old="not this one at all", new="five other words")).status_code == 403
    assert (await bo.post("/me/password", old=PASSWORD, new="short")).status_code == 400
    assert (await elsewhere.get("/me")).url.path == "/desk/me"
    response = await bo.post("/me/password", old=PASSWORD, new="five other words")
    assert (response.status_code, response.url.path) == (200, "/desk/me")
    assert (await elsewhere.get("/me")).url.path == "/desk/sign-in"
    assert (await elsewhere.post("/sign-in", email="bo@desk.example", password="five other words")).status_code == 200


async def test_everybody_chooses_the_language_of_their_pages(opened: Open) -> None:
    """It stays first of the languages they answer in; one we do not have is no choice."""
    reader = await opened("reader")
    await reader.get("/me")
    assert 'lang="ar" dir="rtl"' in (await reader.post("/me/language", language="ar")).text
    assert (await reader.post("/me/language", language="tlh")).status_code == 400


async def test_the_log_is_for_leads_and_says_who_read_it(opened: Open, storage: Storage) -> None:
    """Newest first, with names; reading it is an entry of its own."""
    lead, officer = await opened("lead"), await opened("officer")
    assert (await officer.get("/audit")).status_code == 403
    await invited(lead)
    await lead.get("/audit")
    page = (await lead.get("/audit")).text
    assert page.index("read the audit log") < page.index("invited: Bo")
    assert "/desk/case/" not in page[page.index("<tbody>") :].split("</tbody>")[0]


@pytest.mark.parametrize("path", ["/me", "/people", "/audit", "/sign-in", "/nothing"])
async def test_names_are_shown_as_they_are(opened: Open, storage: Storage, clock: Clock, path: str) -> None:
    """A name that looks like HTML is a name."""
    lead = await opened("lead")
    await invited(lead, name="<script>x</script>")
    assert "<script>x" not in (await lead.get(path)).text
