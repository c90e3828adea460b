"""How long the pages of the desk take at ten thousand cases, beside a page that shows nothing.

    python -m benchmarks.console

Each page is asked for over HTTP in one process, one after the other, signed in, on a real database on disk. The case
has 60 messages and 40 acts; half of all were answered, a tenth was called late, and every case is in the search index.
Wanted: every page under 100 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

import httpx

from benchmarks.figures import table
from bot.codes import digest
from bot.console.app import build
from bot.console.settings import ConsoleSettings
from bot.desk import Desk
from bot.library import rebuild
from bot.search import Search, allowed
from dialogs.answers import Answer, Source
from dialogs.form import Depth
from dialogs.forms import FORMS
from dialogs.state import Phase, State, dump
from knowledge import open_knowledge
from storage import open_storage
from storage.desk.port import Act, Change, NewAccount
from storage.port import Arrival, Post, Ring, Storage, TurnWrite

CASES = 10_000
TIMES = 40
COUNTRIES = ("HT", "JM", "BR", "KE", "NG", "WS", "FJ", "DZ", "EG", "VN", "NP", "KZ")
LANGUAGES = ("fr", "en", "pt", "ar", "es", "ru", "zh")
COOKIE = "desk"
TOKEN = "benchmark".ljust(43, "x")
SAID = (
    "Lionfish eat the young fish on our reefs; catches fell by half since 2022, and 120 fishers do not know what to do."
)


MATTERS = (
    SAID,
    "Rangers at the border cannot tell protected timber from other wood, and trucks pass at night.",
    "Dogs dig up the turtle nests on our beaches and nobody has been trained to count them.",
    "Farmers burn the peatland every dry season; we have no map of where the peat is deep.",
    "Nous n'avons pas de liste des plantes envahissantes et personne pour les reconnaître au port.",
    "Los manglares se talan para camarones; faltan viveros y gente que sepa replantar.",
    "Os pescadores usam dinamite nos recifes e a fiscalização não tem barcos.",
    "Пограничники не знают, какие птицы охраняются, и пропускают контейнеры с ними.",
    "保护区没有红外相机，也没有人会分析雪豹的数据。",
    "لا توجد لدينا خرائط للمراعي المتدهورة ولا خبراء لاستعادتها.",
    "Genetic data of our crops lie with foreign institutes; benefits are not shared with the villages.",
    "Pollution from plantations kills the bees, and the ministry has no laboratory to test honey.",
)
"""What the cases are about, by turns."""


async def fill(storage: Storage, cases: int, account: int) -> str:
    """So many cases in all states, one of them with a long history, whose code is given back."""
    states = [dump(_state(matter)) for matter in MATTERS]
    for start in range(0, cases, 500):
        await asyncio.gather(
            *(_case(storage, n, states[n % len(states)]) for n in range(start, min(start + 500, cases)))
        )
    full = await storage.desk.by_code("BENC-00000")
    assert full
    assert full.conversation
    for n in range(30):
        receipt = await storage.accept(Arrival("web", "chat-0", "", f"w-{n}", f"w-{n}", "text", SAID, at=1.8e9 + n))
        stored = await storage.read(receipt.conversation)
        turn = TurnWrite(receipt.conversation, stored.token, receipt.message, states[0], (_post(),), at=1.8e9 + n)
        await storage.write(turn)
    for n in range(40):
        body = json.dumps({"text": f"Note {n}"})
        await storage.desk.act(Act(full.id, account, "note", f"note-{n}", None, 1.8e9 + n, body=body))
    return full.code


async def _case(storage: Storage, n: int, state: str) -> None:
    at = 1.8e9 - n
    receipt = await storage.accept(
        Arrival("web", f"chat-{n}", "", f"d-{n}", f"m-{n}", "text", MATTERS[n % len(MATTERS)], at=at)
    )
    code = f"BENC-{n:05d}"
    language, country = LANGUAGES[n % len(LANGUAGES)], COUNTRIES[n % len(COUNTRIES)]
    ring = Ring("handoff", code, language, f"{MATTERS[n % len(MATTERS)][:60]}… {n}", country, "Ministry of Fisheries")
    await storage.write(TurnWrite(receipt.conversation, 0, receipt.message, state, (_post(),), at=at, rings=(ring,)))
    change = (
        Change(hold="desk", waiting_since=0.0), Change(hold="closed"), Change(snoozed_until=2e9), Change()
    )[n % 4]  # fmt: skip
    case = await storage.desk.by_code(code)
    assert case
    if n and change != Change():
        await storage.desk.act(Act(case.id, None, "test", code, None, at, change=change))
    # Of four weeks, so that the weekly page has to look at them all.
    if n % 2:
        moment = 1.8e9 - (n % 28) * 86_400.0 - 3600
        await storage.desk.act(Act(case.id, None, "reply", f"r-{n}", None, moment, answers=True))
    if n % 10 == 0:
        moment = 1.8e9 - (n % 27) * 86_400.0 - 3600
        await storage.desk.act(Act(case.id, None, "late", f"l-{n}", None, moment, change=Change(told_late=moment)))


def _post() -> Post:
    return Post(json.dumps({"text": "Where exactly is that, and who feels it most?", "kind": "ask"}), asks=True)


def _state(matter: str) -> State:
    told = {
        "first_words": Answer(matter),
        "consent": Answer("yes"),
        "country": Answer(("JM",), Source.READ, "Jamaica", confirmed=False),
        "problem_statement": Answer(matter),
        "objective": Answer("By 2028 forty fishers catch lionfish on ten reefs."),
        "gbf_targets": Answer(("6",), Source.INFERRED, "lionfish", confirmed=False),
        "contact_name": Answer("Anna Joseph"),
    }
    return State(version=1, phase=Phase.ASKING, depth=Depth.STANDARD, answers=told, asked="outputs")


async def measure(cases: int, folder: Path) -> list[tuple[str, ...]]:
    storage = await open_storage(folder / "data")
    ana = await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "i", 2e9, 1.8e9))
    await storage.desk.sign_in(digest(TOKEN), ana.id, 1.8e9, 3e9)
    began = time.perf_counter()
    code = await fill(storage, cases, ana.id)
    print(f"{cases} cases written in {time.perf_counter() - began:.0f} s")
    desk = Desk(storage.desk, FORMS["request"], lambda row: None)
    knowledge = open_knowledge(folder / "index", allowed=partial(allowed, storage))
    began = time.perf_counter()
    await rebuild(storage, knowledge)
    print(f"index built in {time.perf_counter() - began:.0f} s")
    search = Search(knowledge, storage)
    app = build(storage, lambda: desk, ConsoleSettings("", "", folder), clock=lambda: 1.8e9 + 100, search=search)
    pages = {
        "nothing (no such case)": "/case/NONE-0000",
        "queue": "/queue",
        "queue, page 100": "/queue?page=100",
        "queue, a country and a language": "/queue?country=JM&language=en",
        "queue, closed": "/queue?view=closed",
        "queue, late": "/queue?view=late",
        "weekly page": "/weekly",
        "weekly page as a table": "/weekly.csv",
        "calendar": "/calendar",
        "the way of a case": f"/case/{code}/way",
        "case": f"/case/{code}",
        "search by meaning": "/find?q=illegal+fishing+with+explosives",
        "search by meaning, another language": "/find?q=المراعي+المتدهورة",
        "search by words that are names": "/find?q=turtles+in+Samoa",
        "search by a piece of a code": "/find?q=C-0042",
        "similar cases": f"/case/{code}/similar",
        "case, brought up to date": f"/case/{code}/now",
    }
    rows: list[tuple[str, ...]] = []
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        client.cookies.set(COOKIE, TOKEN)
        empty = 0.0
        for name, path in pages.items():
            spent, cpu = [], time.process_time()
            for _ in range(TIMES + 3):
                start = time.perf_counter()
                response = await client.get(path)
                spent.append((time.perf_counter() - start) * 1000)
                assert response.status_code == (404 if "NONE" in path else 200), response.status_code
            cpu = (time.process_time() - cpu) * 1000 / len(spent)
            spent = sorted(spent[3:])
            median = statistics.median(spent)
            empty = empty or median
            size = f"{len(response.content) / 1024:.0f}"
            rows.append(
                (name, f"{median:.1f}", f"{spent[int(TIMES * 0.95)]:.1f}", f"{cpu:.1f}", f"{median / empty:.1f}", size)
            )
    await knowledge.close()
    await storage.close()
    return rows


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=CASES)
    with tempfile.TemporaryDirectory() as folder:
        rows = asyncio.run(measure(asked.parse_args().cases, Path(folder)))
    print(table(("page", "p50 ms", "p95 ms", "CPU ms", "× nothing", "kB"), rows))


if __name__ == "__main__":
    main()
