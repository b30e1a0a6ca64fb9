"""Blocks the network for this Python and, through PYTHONPATH, for every Python it starts. Loopback stays.

An audit hook sees what a replaced `socket` class would miss: asyncio, C callers of the module, subprocesses.
"""

from __future__ import annotations

import ipaddress
import sys

BLOCKED = "the network is blocked in tests (loopback is allowed)"
_FREE_NAMES = {"", "localhost", "testserver"}


def is_loopback(host: object) -> bool:
    """True for loopback addresses, "localhost" and "any" (a server's own bind); False for names and other hosts."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name.lower() in _FREE_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    elif event in ("socket.connect", "socket.sendto"):
        address = args[1]
        if not isinstance(address, tuple):  # a Unix socket
            return
        host = address[0]
    else:
        return
    if not is_loopback(host):
        raise ConnectionRefusedError(f"{BLOCKED}: {event} {host!r}")


sys.addaudithook(_watch)
