"""A network namespace in which a public name is 127.0.0.1, and `osler serve` answers there behind TLS.

Run as a program it is the TLS end: it decrypts and passes every connection on to the server.
"""

from __future__ import annotations

import os
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PORT = 8000


@contextmanager
def named_host(home: Path, folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The environment of commands to run in the namespace (`NAMESPACE` says which it is)."""
    import trustme  # noqa: PLC0415  # a test's own need

    namespace = f"osler-test-{os.getpid()}"
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    authority.issue_cert(name).private_key_and_cert_chain_pem.write_to_path(str(folder / "host.pem"))
    hosts = Path("/etc/netns") / namespace
    hosts.mkdir(parents=True)
    (hosts / "hosts").write_text(f"127.0.0.1 localhost {name}\n")
    subprocess.run(["ip", "netns", "add", namespace], check=True)
    # A namespace reaches nothing but itself: the block by name would only hide that the name leads here.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {
        "NAMESPACE": namespace,
        "OSLER_HOME": str(home),
        "OSLER_ALLOWED_HOSTS": name,
        "SSL_CERT_FILE": str(folder / "ca.pem"),
        "REQUESTS_CA_BUNDLE": str(folder / "ca.pem"),
    }
    inside = ["ip", "netns", "exec", namespace]
    running: list[subprocess.Popen[str]] = []
    try:
        subprocess.run([*inside, "ip", "link", "set", "lo", "up"], check=True)
        osler = str(Path(sys.executable).with_name("osler"))
        serve = [*inside, osler, "serve", "--port", str(PORT), "--workers", "1"]
        _start(running, serve, environment, until="Osler is at")
        _start(running, [*inside, sys.executable, __file__, str(folder / "host.pem")], environment, until="listening")
        yield environment
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(timeout=20)
            if process.stdout:
                process.stdout.close()
        subprocess.run(["ip", "netns", "delete", namespace], check=False)
        shutil.rmtree(hosts)


def _start(
    running: list[subprocess.Popen[str]], command: list[str], environment: dict[str, str], *, until: str
) -> None:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    running.append(process)
    assert process.stdout is not None
    line = ""
    while until not in line:
        line = process.stdout.readline()
        assert line, f"{command[4]} stopped with {process.wait()}"


class _Decrypted(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", PORT)) as onward:
            back = threading.Thread(target=_copy, args=(onward, self.request), daemon=True)
            back.start()
            _copy(self.request, onward)
            back.join(timeout=30)


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:  # the other side has gone: so is this one
        pass


class _Tls(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, certificate: str) -> None:
        super().__init__(("127.0.0.1", 443), _Decrypted)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)


if __name__ == "__main__":
    with _Tls(sys.argv[1]) as server:
        print("listening", flush=True)
        server.serve_forever()
