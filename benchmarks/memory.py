"""How much memory each part of the service takes, in the order they are loaded.

    python -m benchmarks.memory

Resident megabytes of one process that serves like `make run`: what it has at each step, and what the step added.
Wanted: at most 100 before the first search, at most 450 with everything loaded.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import table


def resident() -> float:
    """Megabytes of this process that are in memory now."""
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    return int(status["VmRSS"].split()[0]) / 1024


class Steps:
    def __init__(self) -> None:
        self._steps = [("Python", resident())]

    def done(self, name: str) -> None:
        self._steps.append((name, resident()))

    def print(self) -> None:
        rows = []
        before = 0.0
        for name, now in self._steps:
            rows.append((name, f"{now:.0f}", f"{now - before:+.0f}"))
            before = now
        print(table(("loaded", "RSS MB", "added"), rows))


async def measure(folder: Path, steps: Steps) -> None:
    await _prepared(folder)
    from bot.settings import Settings
    from bot.wiring import open_service, web

    async with open_service(Settings(data_dir=folder)) as service:
        steps.done("settings, storage, engine, wording")
        adapter = web(service)
        steps.done("web channel: pages, server")
        from bot.message import Inbound, Place

        async with service.answering(adapter) as inbox:

            async def say(number: int, text: str, kind: str = "text") -> None:
                place = Place(adapter.name, "memory")
                await inbox.accept(Inbound(place, str(number), str(number), text, kind=kind, language="en"))  # type: ignore[arg-type]
                assert service.worker
                await service.worker.drain()

            await say(0, "", "open")
            steps.done("first page: a turn with nothing to read")
            from bot.understanding.literal import understand
            from bot.understanding.port import Situation

            for text in ("yes", "in the second week of march 2027", "Les récifs meurent et nous ne savons que faire"):
                understand(text, Situation(service.mind.form, "start_date", (), {}, "en", "2026-11-21"))
            steps.done("understanding: phrases of seven languages, dates, language of a message")
            await say(1, "Lionfish eat our reefs and the fishers do not know what to do")
            steps.done("first search: embedder, vector index")
        import bot.export.docx
        import bot.export.files  # noqa: F401

        steps.done("exports")


async def _prepared(folder: Path) -> None:
    """The folder as a first start leaves it, made by another process so that this one has loaded nothing."""
    program = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom bot.settings import Settings\n"
        "from bot.wiring import open_service\n"
        "async def main():\n"
        "    async with open_service(Settings(data_dir=Path(sys.argv[1]))) as service: await service.prepare()\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(folder))
    if await process.wait():
        raise SystemExit("the data folder could not be prepared")


def main() -> None:
    steps = Steps()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), steps))
    steps.print()


if __name__ == "__main__":
    main()
