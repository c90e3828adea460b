"""Programs of a system, played: each notes what it was asked, and does the part of it that the page relies on."""

from __future__ import annotations

import configparser
import os
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.deploy.machine import PATIENCE, ROOT, outside

HERE = Path(os.environ["MACHINE"])


def main(name: str, words: list[str]) -> None:
    with (HERE / "played").open("a", encoding="utf-8") as played:
        print(name, *words, file=played)
    match name:
        case "git":
            git(words)
        case "make":
            make(Path(words[words.index("-C") + 1]))
        case "certbot":
            certbot(words[words.index("--domain") + 1])
        case "install":
            install(words)
        case "runuser":
            user, command = words[1], words[words.index("--") + 1 :]
            assert user == "needs", "the service's commands are for the service's user"
            os.execvp(command[0], command)
        case "systemctl":
            systemctl(words)
        case "scp":
            scp(words)


def git(words: list[str]) -> None:
    """A clone has the files of this checkout; the paths in those for the server lead to this one."""
    if words[0] == "clone":
        program = Path(words[-1])
        (program / "deploy").mkdir(parents=True)
        for file in (ROOT / "deploy").iterdir():
            copy = program / "deploy" / file.name
            text = file.read_text(encoding="utf-8").replace("/opt/", f"{HERE}/opt/").replace("/etc/", f"{HERE}/etc/")
            copy.write_text(text.replace("/var/", f"{HERE}/var/"), encoding="utf-8")


def make(program: Path) -> None:
    """The command `needs`, from this checkout."""
    needs = program / ".venv" / "bin" / "needs"
    needs.parent.mkdir(parents=True, exist_ok=True)
    needs.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m bot "$@"\n', encoding="utf-8")
    needs.chmod(0o755)


def certbot(name: str) -> None:
    """A certificate where certbot puts it, that nobody but the test trusts."""
    place = HERE / "etc/letsencrypt/live" / name
    place.mkdir(parents=True)
    made = ["-keyout", place / "privkey.pem", "-out", place / "fullchain.pem", "-addext", f"subjectAltName=DNS:{name}"]
    wanted = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={name}",
    ]
    subprocess.run(["openssl", "req", "-x509", *wanted, *made], check=True, capture_output=True)


def install(words: list[str]) -> None:
    """Everything but the owner: here, everything is whoever's runs the tests."""
    owner = {at for at, word in enumerate(words) if word in ("-o", "-g")}
    kept = [word for at, word in enumerate(words) if at not in owner and at - 1 not in owner]
    subprocess.run(["/usr/bin/install", *kept], check=True)


def scp(words: list[str]) -> None:
    """To the machine beside this one."""
    source, target = Path(words[-2]), words[-1].partition(":")[2]
    place = Path(os.environ["BESIDE"]) / Path(target).relative_to(HERE)
    if source.is_dir():
        shutil.copytree(source, place / source.name)
    else:
        shutil.copy2(source, place)


def systemctl(words: list[str]) -> None:
    verb, *units = [word for word in words if not word.startswith("--")]
    if "needs-desk" in units:
        if verb in ("stop", "restart", "disable"):
            _stop()
        if verb in ("start", "restart", "enable"):
            _start()
    assert verb == "daemon-reload" or units, "systemctl wants a unit"


def _start() -> None:
    """What the unit says, until its port answers."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # Names of keys are written as they are.
    unit.read(HERE / "etc/systemd/system/needs-desk.service", encoding="utf-8")
    service = unit["Service"]
    with (HERE / "log").open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            shlex.split(service["ExecStart"]),
            cwd=service["WorkingDirectory"], env=outside(), stdout=log, stderr=log, start_new_session=True,
            umask=int(service["UMask"], 8),
        )  # fmt: skip
    (HERE / "pid").write_text(str(process.pid))
    port = next(
        int(line.partition("=")[2])
        for line in reversed((HERE / "etc/needs-desk/.env").read_text(encoding="utf-8").splitlines())
        if line.startswith("NEEDS_PORT=")
    )
    end = time.monotonic() + PATIENCE
    while not _answers(port):
        assert process.poll() is None, "the service ended: see the log"
        assert time.monotonic() < end, "the service does not answer"
        time.sleep(0.05)


def _stop() -> None:
    """A terminate, and the end of the process; whoever it belongs to by now."""
    file = HERE / "pid"
    if not file.exists():
        return
    watched = os.pidfd_open(int(file.read_text()))
    signal.pidfd_send_signal(watched, signal.SIGTERM)
    ended, _, _ = select.select([watched], [], [], 30)
    assert ended, "TimeoutStopSec is over, and the service still runs"
    file.unlink()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
