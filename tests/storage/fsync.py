"""Count what reaches the disk: a small C library that programs load before all others; see fsync_shim.c.

shim = build(folder)
subprocess.run(program, env={**os.environ, **shim.environment(delay=0.001, skip=True)})
shim.count()
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("fsync_shim.c")


@dataclass(frozen=True, slots=True)
class Shim:
    library: Path
    counter: Path

    def environment(self, *, delay: float = 0.0, skip: bool = False) -> dict[str, str]:
        """What a program's environment needs: `delay` in seconds for each call; `skip` leaves the real call out."""
        return {
            "LD_PRELOAD": str(self.library),
            "NEEDS_FSYNC_COUNT": str(self.counter),
            "NEEDS_FSYNC_DELAY_US": str(round(delay * 1_000_000)),
            "NEEDS_FSYNC_SKIP": "1" if skip else "0",
        }

    def count(self) -> int:
        """Calls of fsync and fdatasync so far, by every program that ran with this shim."""
        (calls,) = struct.unpack("=Q", self.counter.read_bytes())
        return int(calls)


def compiler() -> str | None:
    """The C compiler's path, None when there is none."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def build(folder: Path) -> Shim:
    """Compile into the folder; the count starts at 0.

    Raises:
        FileNotFoundError: there is no C compiler.
    """
    found = compiler()
    if found is None:
        raise FileNotFoundError("no C compiler to build the fsync counter with: install gcc")
    library, counter = folder / "fsync_shim.so", folder / "fsyncs"
    counter.write_bytes(bytes(8))
    subprocess.run([found, "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return Shim(library, counter)
