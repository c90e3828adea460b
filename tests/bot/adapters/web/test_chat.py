"""The conversation on a page that works without script."""

from __future__ import annotations

import httpx

from bot.adapters.web.chat import TEXT
from bot.message import Outbound
from storage.port import Storage
from tests.bot.adapters.web.forms import box, buttons, fields, messages, says, taps
from tests.bot.adapters.web.scripted import ALWAYS, ARABIC, COUNTRY, FIRST, WELCOME, Desk


async def test_first_page_says_who_and_asks(client: httpx.AsyncClient) -> None:
    """The first page greets, asks, and says who runs the service, where data lies and how to reach a person."""
    page = (await client.get("/")).text
    assert messages(page) == [WELCOME.text, FIRST.text]
    assert all(said in page for said in ("The Secretariat", "Montreal", "desk@example.org"))


async def test_first_page_is_small(client: httpx.AsyncClient) -> None:
    """Everything the first page loads stays under 50 kB, uncompressed."""
    page = (await client.get("/")).text
    assets = [part.split('"')[0] for part in page.split('"/static/')[1:]]
    sizes = [len((await client.get(f"/static/{asset}")).content) for asset in set(assets)]
    assert len(sizes) == 3
    assert len(page.encode()) + sum(sizes) < 50_000


async def test_arriving_twice_is_one_arrival(client: httpx.AsyncClient) -> None:
    """Loading the page again neither greets again nor loses anything."""
    await client.get("/")
    assert len(messages((await client.get("/")).text)) == 2


async def test_what_is_said_is_answered_on_the_next_page(client: httpx.AsyncClient) -> None:
    """Words sent by a plain form come back on the page, with the answer and when they were saved."""
    page = (await says(client, "mangroves die")).text
    assert messages(page)[-3:] == ["mangroves die", "You said: mangroves die", COUNTRY.text]
    assert "Saved at <time datetime=" in page


async def test_a_form_sent_twice_is_one_message(client: httpx.AsyncClient) -> None:
    """A double click, or a page sent again, repeats no message; other words from the same page are another message."""
    page = (await client.get("/")).text
    for text in ("once", "once", "twice"):
        await says(client, text, page)
    said = messages((await client.get("/")).text)
    assert said.count("once") == 1
    assert said.count("twice") == 1


async def test_tap_shows_what_stood_on_the_button(client: httpx.AsyncClient, storage: Storage) -> None:
    """A button answers like words: the transcript shows its label."""
    await says(client, "lionfish")
    page = (await taps(client, "2|pick|JM")).text
    assert "Jamaica" in messages(page)


async def test_several_chosen_together_show_all_labels(client: httpx.AsyncClient) -> None:
    """Codes sent with one tap stand in the transcript as the labels they were offered under."""
    await says(client, "lionfish")
    assert "Jamaica, Haiti" in messages((await taps(client, "2|pick|JM,HT")).text)


async def test_unknown_tap_is_taken_without_a_label(client: httpx.AsyncClient) -> None:
    """A button nobody was shown is passed on, for the conversation to answer politely."""
    page = (await taps(client, "1|pick|nonsense")).text
    assert "Button" in messages(page)


async def test_buttons_rest_once_a_later_question_is_put(client: httpx.AsyncClient) -> None:
    """Only messages since the person's last words keep their buttons, and examples that were found keep theirs."""
    await says(client, "lionfish")
    page = (await says(client, "and then?")).text
    articles = page.split("<article ")[1:]
    assert [" past" in article.split(">")[0] for article in articles] == [
        True,
        True,
        False,
        False,
        True,
        False,
        False,
        False,
    ]
    assert "hits" in articles[3].split(">")[0]
    assert ALWAYS[2].tap in buttons(page)


async def test_empty_words_are_a_message(client: httpx.AsyncClient, storage: Storage) -> None:
    """Sending nothing is passed on as empty text: what to say to it is the conversation's business."""
    response = await says(client, "")
    assert response.status_code == 200
    assert messages(response.text)[-2] == "You said: "


async def test_twenty_thousand_characters_are_taken(client: httpx.AsyncClient) -> None:
    """The longest text is stored whole, in any script, and its line ends count once."""
    text = "水\n" * (TEXT // 2)
    page = (await client.get("/")).text
    form = {name: (None, value) for name, value in {**fields(page), "text": text.replace("\n", "\r\n")}.items()}
    response = await client.post("/say", files=form)
    assert text in messages(response.text)


async def test_longer_text_stays_in_the_box(client: httpx.AsyncClient) -> None:
    """One character too many is not cut: it is said so, and every word is still there."""
    response = await says(client, "x" * (TEXT + 1))
    assert response.status_code == 413
    assert box(response.text) == "x" * (TEXT + 1)
    assert "20000 characters" in response.text


async def test_what_was_not_saved_stays_in_the_box(client: httpx.AsyncClient, desk: Desk) -> None:
    """When the database cannot write, the page says so and keeps the words."""
    page = (await client.get("/")).text
    desk.broken = True
    response = await says(client, "my <words>", page)
    assert response.status_code == 503
    assert box(response.text) == "my <words>"
    assert "not saved" in response.text
    desk.broken = False
    assert "my <words>" not in messages((await client.get("/")).text)


async def test_a_page_that_cannot_be_read_says_so(client: httpx.AsyncClient, desk: Desk) -> None:
    """With the database gone the page is an honest one, with all its protections."""
    desk.broken = True
    response = await client.get("/")
    assert response.status_code == 503
    assert "Nothing that was saved is lost" in response.text
    assert "Content-Security-Policy" in response.headers


async def test_a_late_answer_is_announced_as_being_prepared(client: httpx.AsyncClient, desk: Desk, monkeypatch) -> None:
    """A page whose answer is not there yet says so and, without script, comes back by itself."""
    monkeypatch.setattr("bot.adapters.web.site.PATIENCE", 0.05)
    page = (await says(client, "silence")).text
    assert "We are preparing" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    await desk.answer_late(Outbound("Here it is."))
    page = (await client.get("/")).text
    assert messages(page)[-1] == "Here it is."
    assert "http-equiv" not in page


async def test_markup_is_shown_not_obeyed(client: httpx.AsyncClient) -> None:
    """What people write, and what quotes them, is text wherever it stands."""
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    page = (await says(client, nasty)).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert messages(page)[-3] == nasty


async def test_direction_and_language_are_the_message_own(client: httpx.AsyncClient, desk: Desk) -> None:
    """Ours run as their language does; the person's own words, and what others wrote, as they themselves do."""
    found = (await says(client, "lionfish")).text
    assert found.count('<h3 dir="auto">') == found.count('<section class="found">') > 0
    assert found.count('<p class="summary short" dir="auto">') == found.count('<section class="found">')
    page = (await says(client, "العربية")).text
    article = next(part for part in page.split("<article ") if ARABIC.text in part)
    assert 'lang="ar" dir="rtl"' in article
    assert '<div class="text" dir="auto">العربية' in page


async def test_page_follows_the_language_of_the_conversation(client: httpx.AsyncClient) -> None:
    """Once the conversation is in French, so is everything around it."""
    page = (await taps(client, "0|do|language:fr")).text
    assert '<html lang="fr" dir="ltr">' in page
    assert "Envoyer" in page
    assert "Français" in messages(page)


async def test_browser_language_opens_the_page(client: httpx.AsyncClient) -> None:
    """A browser that asks for French gets the page in French; one that asks for what we lack gets English."""
    french = await client.get("/privacy", headers={"accept-language": "fr-CA,en;q=0.5"})
    other = await client.get("/privacy", headers={"accept-language": "ja"})
    assert '<html lang="fr"' in french.text
    assert '<html lang="en"' in other.text


async def test_a_link_opens_in_a_language(client: httpx.AsyncClient, storage: Storage, monkeypatch) -> None:
    """/lang/fr begins a conversation in French; inside one it asks first, and changes nothing."""
    taken = []
    monkeypatch.setattr("bot.adapters.web.site.Site.take", _record(taken))
    await client.get("/lang/fr", follow_redirects=False)
    assert taken == [("open", "fr")]
    monkeypatch.undo()
    await client.get("/")
    page = (await client.get("/lang/fr")).text
    assert "0|do|language:fr" in page
    assert len(messages((await client.get("/")).text)) == 2


async def test_unknown_language_is_no_page(client: httpx.AsyncClient) -> None:
    assert (await client.get("/lang/xx")).status_code == 404


def _record(taken: list[tuple[str, str]]):
    async def take(site, request, visitor, kind, id, *, text="", tap="", language="") -> None:
        taken.append((kind, language))

    return take
