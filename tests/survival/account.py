"""What was delivered, what the service holds, and what stands on a screen, compared for one chat."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.survival import rows
from tests.survival.disturbance import Figures
from tests.survival.fronts import Seen
from tests.survival.ledger import Ledger
from tests.survival.rows import Row


def accepted(chat: str, ledger: Ledger, folder: Path, figures: Figures) -> None:
    """Everything acknowledged was taken once, in the order in which it was first sent."""
    wanted = [message.id for message in ledger.marked("acknowledged", chat)]
    taken = [row.id for row in rows.accepted(folder, chat)]
    figures.lost += sorted(set(wanted) - set(taken))
    figures.duplicated += sorted({id for id in taken if taken.count(id) > 1})
    if taken != [message.id for message in ledger.marked("sending", chat)]:
        figures.out_of_order.append(f"what {chat} wrote")


def screen(chat: str, seen: Sequence[Seen], said: Sequence[Row], figures: Figures) -> None:
    """What stands there is what was said, once and in order; only what is listed as uncertain may be missing."""
    sent = {row.id for row in said if row.status == "sent"} - {""}
    at = 0
    for one in seen:
        found = _place(one, said, at, known=one.remote in sent)
        if found is None:
            (figures.out_of_order if one.remote in sent else figures.duplicated).append(f"{chat}: {one.text[:60]}")
            continue
        figures.lost += [row.text for row in said[at:found] if row.status != "uncertain"]
        at = found + 1
    figures.lost += [row.text for row in said[at:] if row.status != "uncertain"]


def _place(one: Seen, said: Sequence[Row], at: int, *, known: bool) -> int | None:
    """Which message this is; one that the service knows nothing of was perhaps sent, just before the next it knows."""
    for index in range(at, len(said)):
        row = said[index]
        if row.status == "sent" and row.id == one.remote:
            return index
        if row.status == "sent" and not known:
            return None
        if row.status == "uncertain" and not known and _opening(row) in one.text:
            return index
    return None


def _opening(row: Row) -> str:
    """The first line of what was to be said."""
    return str(json.loads(row.text)["text"]).partition("\n")[0]


def answers(chat: str, costs: Sequence[int], seen: Sequence[Seen], said: Sequence[Row], figures: Figures) -> None:
    """Each correction was answered once, in order, or its answer is listed as uncertain: by the screens alone."""
    perhaps = [cost for row in said if row.status == "uncertain" for cost in _costs(row.text)]
    answered = [cost for one in seen for cost in _costs(one.text)]
    figures.duplicated += sorted({f"answer {cost}" for cost in answered if answered.count(cost) > 1})
    figures.lost += [f"answer {cost}" for cost in costs if cost not in (*answered, *perhaps)]
    if answered != sorted(answered):
        figures.out_of_order.append(f"answers to {chat}")


def _costs(text: str) -> Iterator[int]:
    """The cost that an answer says it has corrected."""
    _, found, rest = text.partition("Corrected. Rough cost: ")
    if found:
        yield int(rest.partition(" ")[0].replace(",", ""))


def effects(chat: str, cost: int, notes: Sequence[str], file: bytes, folder: Path, figures: Figures) -> None:
    """One request, which holds the last correction; the file was kept once, each note passed on once, in order."""
    kept = rows.files(folder, chat)
    figures.lost += [f"file of {chat}"] if file not in kept else []
    figures.duplicated += [f"file of {chat}"] if len(kept) > 1 else []
    requests = rows.requests(folder, chat)
    figures.lost += [f"request of {chat}"] if not requests else []
    figures.duplicated += [f"request of {chat}"] if len(requests) > 1 else []
    figures.lost += [f"last correction of {chat}" for request in requests if str(cost) not in str(request)]
    told = "\n".join(rows.notes(folder, chat))
    figures.lost += [note for note in notes if note not in told]
    figures.duplicated += [note for note in notes if told.count(note) > 1]
    places = [told.find(note) for note in notes]
    if places != sorted(places):
        figures.out_of_order.append(f"notes of {chat}")
