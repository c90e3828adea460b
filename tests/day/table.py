"""What came of a day, for reading: figures of the people's channels and of each officer, then whatever went wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tests.day.officers import InBrowser
from tests.day.play import Day


def table(day: Day) -> str:
    return "\n".join(_lines(day))


def _lines(day: Day) -> Iterator[str]:
    ledger, figures = day.ledger, day.figures
    said = [reply for mark, reply in ledger.replies.items() if ledger.went(mark)]
    people = len(ledger.channels)
    yield f"{people} requests, {len(day.owners)} cases, {len(ledger.words)} words, {len(said)} replies and closings"
    yield f"It took {day.seconds:.0f} s."
    yield ""
    yield "| channel | people | to first view p50/p90/max, s | reply to screen p50/p90/max, s |"
    yield "| --- | --- | --- | --- |"
    for channel in sorted(set(ledger.channels.values())):
        mine = {number for number, theirs in ledger.channels.items() if theirs == channel}
        codes = {code for code, owner in day.owners.items() if owner in mine}
        views = [ledger.looked[code] - ledger.arrived[day.owners[code]] for code in codes if code in ledger.looked]
        ways = [reply.heard - reply.sent for reply in said if reply.code in codes and reply.heard]
        yield f"| {channel} | {len(mine)} | {_spread(views)} | {_spread(ways)} |"
    yield ""
    yield "| officer | at | cases | replies and closings | clicks per case | told of a colleague |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in day.officers:
        done = [reply for reply in said if reply.officer == one.name]
        codes = {reply.code for reply in done}
        each = one.clicks / len(codes) if codes else 0.0
        told = ledger.told.get(one.name, 0)
        yield f"| {one.name} | {one.place} | {len(codes)} | {len(done)} | {each:.1f} | {told} |"
    yield ""
    stood = ledger.stood
    words = [stood[mark] - word.sent for mark, word in ledger.words.items() if mark in stood and word.sent]
    replies = [stood[mark] - reply.sent for mark, reply in ledger.replies.items() if mark in stood and reply.sent]
    yield f"In the thread after p50/p90/max, s: words {_spread(words)}, replies and closings {_spread(replies)}"
    yield f"Lines in threads: {sum(day.posts)}, in {len(day.posts)} posts"
    met = [meeting for meeting in day.meetings.all if len(meeting.sent) == 2]
    one_told = sum(sorted(meeting.sent.values()) == [False, True] for meeting in met)
    yield f"Answered at the same moment: {len(met)} times; one sent and one told: {one_told}"
    clicks = sum(one.clicks for one in day.officers)
    yield f"Clicks per case, all officers: {clicks / max(1, len(day.owners)):.1f}"
    slips = sum(one.slips for one in day.officers if isinstance(one, InBrowser))
    yield f"Clicks on a case in the queue that led nowhere: {slips}"
    unfinished = people - len({owner for code, owner in day.owners.items() if _closed(day, code)})
    for name, found in (
        ("lost", figures.lost), ("seen twice", figures.twice), ("astray", figures.astray),
        ("out of order", figures.disorder), ("past an unseen answer", figures.unseen),
        ("crossed the person's words", figures.crossed),
        ("crossed, and the person not told", figures.untold), ("refused by a platform", day.refused),
        ("complained of by a browser", day.faults),
    ):  # fmt: skip
        yield f"{name}: {len(found)}" + "".join(f"\n    {one}" for one in found)
    yield f"not closed: {unfinished}"


def _closed(day: Day, code: str) -> bool:
    return any(
        mark.startswith("c") and day.ledger.went(mark)
        for mark, reply in day.ledger.replies.items()
        if reply.code == code
    )


def _spread(seconds: Sequence[float]) -> str:
    if not seconds:
        return "–"
    held = sorted(seconds)
    return "/".join(f"{held[max(0, math.ceil(len(held) * share) - 1)]:.1f}" for share in (0.5, 0.9, 1.0))
