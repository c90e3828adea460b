"""A Postgres cluster for the tests, from Debian's package.

`python -m tests.storage.postgres start DIR` makes a cluster in DIR, listening on a socket in DIR only, and prints its
address; `stop DIR` ends it. Run as root it works as the user `postgres`, since the server refuses root. fsync stays on.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path


def binaries() -> Path:
    """Where initdb and pg_ctl are: on the PATH, or in the newest version Debian installed.

    Raises:
        FileNotFoundError: there are none.
    """
    if found := shutil.which("pg_ctl"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3]))
    if not versions:
        raise FileNotFoundError("no Postgres server: install Debian's postgresql package")
    return versions[-1].parent


def start(folder: Path) -> str:
    """The address of a new, running server whose files are all in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "cluster"
    _run("initdb", "-D", str(data), "-A", "trust", "-U", "needs", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
    _run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "server.log"), "-o", options, "start")
    return f"postgresql://needs@/postgres?host={folder}"


def stop(folder: Path) -> None:
    _run("pg_ctl", "-D", str(folder / "cluster"), "-m", "immediate", "-w", "stop")


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [str(binaries() / program), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        user="postgres" if os.geteuid() == 0 else None,
        env={**os.environ, "HOME": pwd.getpwuid(os.geteuid()).pw_dir},
        cwd="/",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program} {' '.join(arguments)} failed with {done.returncode}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["start", folder]:
            print(start(Path(folder).resolve()))
        case ["stop", folder]:
            stop(Path(folder).resolve())
        case _:
            sys.exit("usage: python -m tests.storage.postgres start|stop DIR")
