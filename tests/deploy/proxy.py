"""Debian's nginx with deploy/nginx.conf, installed on a machine as the page says, in front of its desk."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time

import httpx

from tests.deploy.machine import PATIENCE, Machine, commands

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
AROUND = """
daemon off;
master_process off;
pid {run}/pid;
error_log {run}/error.log;
events {{ }}
http {{
    client_body_temp_path {run}/body;
    proxy_temp_path {run}/proxy;
    fastcgi_temp_path {run}/fastcgi;
    uwsgi_temp_path {run}/uwsgi;
    scgi_temp_path {run}/scgi;
    access_log {run}/access.log;
    include {sites}/*;
}}
"""
"""What Debian's own file has around ours, as far as it matters; one process, and of whoever runs the tests."""


class Proxy:
    """https on a free port, for a desk whose settings name that address."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.port, self._plain = _free_ports()
        self.address = f"https://localhost:{self.port}"
        self.plain = f"http://localhost:{self._plain}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """As the page says, with a name and ports of our own."""
        for place in ("var/log/nginx", "run"):
            (self._machine.folder / place).mkdir(parents=True)
        (block,) = commands("Put https in front")
        theirs = block.replace("--domain desk.example.org", "--domain localhost")
        self._machine.play(theirs.replace("/desk.example.org/g", "/localhost/g"))
        site = self._machine.path("/etc/nginx/sites-available/needs-desk")
        site.write_text(self._ported(site.read_text(encoding="utf-8")), encoding="utf-8")
        around = self._machine.path("/etc/nginx/nginx.conf")
        sites = self._machine.path("/etc/nginx/sites-enabled")
        around.write_text(AROUND.format(run=self._machine.path("/run"), sites=sites), encoding="utf-8")
        assert NGINX
        checked = subprocess.run(
            [NGINX, "-e", "stderr", "-t", "-c", around], capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr
        self._process = subprocess.Popen([NGINX, "-e", "stderr", "-c", around], stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while not _answers(self.port):
            assert time.monotonic() < end, "nginx does not answer"
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(PATIENCE)

    def visitor(self, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
        """A browser somewhere, which trusts the certificate of this proxy and no other."""
        trust = ssl.create_default_context(cafile=self._machine.path("/etc/letsencrypt/live/localhost/fullchain.pem"))
        road = httpx.AsyncHTTPTransport(verify=trust, local_address=address)
        return httpx.AsyncClient(base_url=self.address, transport=road, headers=headers, timeout=20)

    @property
    def logged(self) -> str:
        """All that nginx wrote, into whichever file."""
        files = [*self._machine.path("/var/log/nginx").iterdir(), *self._machine.path("/run").glob("*.log")]
        return "\n".join(file.read_text(encoding="utf-8") for file in files)

    def _ported(self, site: str) -> str:
        lines = [line for line in site.splitlines() if "listen [::]" not in line]
        return (
            "\n".join(lines)
            .replace("listen 443 ", f"listen 127.0.0.1:{self.port} ")
            .replace("listen 80;", f"listen 127.0.0.1:{self._plain};")
            .replace("server 127.0.0.1:8080;", f"server 127.0.0.1:{self._machine.port};")
        )


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
