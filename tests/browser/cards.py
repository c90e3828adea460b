"""What somebody says in each language until the card is shown: a problem with everything in it, then short answers.

`python -m tests.browser.cards FOLDER [LANGUAGE…]` writes what they see on a phone: the card, what stands after sending,
the page of the request, and its Word document. Look at them after every change of wording.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from dialogs.words import AVAILABLE, say
from tests.browser.phone import FIRST_SEARCH, Phone, phone
from tests.browser.running import running

FIRST_WORDS = {
    "en": "In Jamaica and Haiti lionfish (Pterois volitans) eat our reefs and catches have fallen by half. We want "
    "to train 120 fishers and buy equipment, from March 2027 to August 2028, with 150 000 euros, in English "
    "and French.",
    "fr": "En Haïti et en République dominicaine, le poisson-lion (Pterois volitans) vide nos récifs et les prises "
    "ont baissé de moitié. Nous voulons former 120 pêcheurs et acheter du matériel, de mars 2027 à août 2028,"
    " avec 150 000 euros, en français et en anglais.",
    "es": "En Cuba y en República Dominicana el pez león (Pterois volitans) vacía los arrecifes y la pesca bajó a "
    "la mitad. Queremos capacitar a 120 pescadores y comprar equipo, de marzo de 2027 a agosto de 2028, con "
    "150 000 euros, en español y francés.",
    "pt": "Em Angola e em Moçambique o jacinto-de-água (Eichhornia crassipes) cobre os rios e a pesca caiu para "
    "metade. Queremos formar 120 pescadores e comprar equipamento, de março de 2027 a agosto de 2028, com 150"
    " 000 euros, em português e em inglês.",
    "ar": "في تونس والمغرب تنتشر السمكة السامة (Lagocephalus sceleratus) وتفسد الشباك وانخفض الصيد إلى النصف. نريد "
    "تدريب 120 صيادا وشراء معدات، من مارس 2027 إلى أغسطس 2028، بميزانية 150000 يورو، بالعربية والفرنسية.",
    "ru": "В Казахстане и Кыргызстане борщевик Сосновского (Heracleum sosnowskyi) заполонил пастбища, скота стало "
    "вдвое меньше. Хотим обучить 120 чабанов и купить оборудование, с марта 2027 по август 2028 года, на 150 "
    "000 евро, на русском и английском языках.",
    "zh": "在中国和老挝，互花米草（Spartina alterniflora）占满了滩涂，渔获减少了一半。我们"
    "想培训120名渔民并购买设备，从2027年3月到2028年8月，预算15万欧元，用中文和英文。",
}
"""A country and its neighbour, a Latin name, a figure, people, a period, a sum and languages."""
TOLD = {
    "en": "Since 2022 they are on 8 of 10 reefs; the catch of the villages fell from 40 to 20 tonnes.",
    "fr": "Depuis 2022 il est sur 8 récifs sur 10 ; les villages prennent 20 tonnes au lieu de 40.",
    "es": "Desde 2022 está en 8 de 10 arrecifes; los pueblos sacan 20 toneladas en vez de 40.",
    "pt": "Desde 2022 está em 8 de 10 lagoas; as aldeias pescam 20 toneladas em vez de 40.",
    "ar": "منذ 2022 توجد في 8 من 10 مواقع، وتصطاد القرى 20 طنا بدلا من 40.",
    "ru": "С 2022 года он на 8 из 10 пастбищ; сёла получают 20 тонн молока вместо 40.",
    "zh": "2022年以来，10个滩涂中已有8个被占；各村的渔获从40吨减到20吨。",
}
ADDRESS = "ana@ministry.example"
WHOLE: ViewportSize = {"width": 360, "height": 4200}
"""As tall as the longest card, so that nothing of the page stands over it."""


async def plays_to_the_card(person: Phone, language: str) -> None:
    """From first words to the review card, in one language."""
    await answers(person, FIRST_WORDS[language])
    await answers(person, say("option.consent.yes", language))
    for _ in range(12):
        if await person.page.locator("#log .card").count():
            return
        hint = await person.page.locator("#log .ask").last.get_attribute("data-hint") or "text"
        await answers(person, ADDRESS if hint == "email" else TOLD[language])
    raise AssertionError("no card after twelve answers")


async def answers(person: Phone, text: str) -> None:
    """Say something and see the next question."""
    asked = await questions(person.page)
    await person.writes(text)
    await expect(person.page.locator("#log .ask, #log .card")).not_to_have_count(asked, timeout=FIRST_SEARCH)


async def sends(person: Phone, language: str) -> None:
    """From the card to the link of the request."""
    await person.taps(say("option.review.send", language))
    await expect(person.page.locator("#log .link a")).to_be_visible()


async def questions(page: Page) -> int:
    return await page.locator("#log .ask, #log .card").count()


async def main(folder: Path, languages: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as data:
        async with async_playwright() as playwright, running(Path(data)) as address:
            chromium = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
            )
            for language in languages:
                await pictured(chromium, address, language, folder)
            await chromium.close()


async def pictured(chromium: Browser, address: str, language: str, folder: Path) -> None:
    """The card, the end of the conversation, the page and the document of one language, as files in a folder."""
    async with phone(chromium, address, locale=language) as person:
        await plays_to_the_card(person, language)
        await person.page.set_viewport_size(WHOLE)
        await person.page.locator("#log .card").last.screenshot(path=folder / f"{language}-card.png")
        await sends(person, language)
        sent = person.page.locator("#log article", has=person.page.locator(".link a")).last
        await sent.screenshot(path=folder / f"{language}-sent.png")
        await person.page.locator("#log .link a").last.click()
        await expect(person.page.locator("main h1")).to_be_visible()
        await person.page.screenshot(path=folder / f"{language}-page.png", full_page=True)
        async with person.page.expect_download() as download:
            await person.page.locator(".files a").first.click()
        await (await download.value).save_as(folder / f"{language}.docx")


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(main(Path(sys.argv[1]), tuple(sys.argv[2:]) or AVAILABLE))
