"""Proxies as templates: how an address is sent through one, what is refused when saved, what may be a mistake.

In a template `{url}` stands for the address percent-encoded, `{raw}` for it as it is, and for proxies that rewrite
hosts `{host}` (www.example.org), `{dashed}` (www-example-org) and `{path}` (path and query without the first slash).
A template without any of them that ends in `url=` gets the address behind it: as it is after `url=` of EZproxy's
`login?url=`, encoded after `qurl=` and after everything else (OpenAthens' `redirector/…?url=`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from osler.errors import BadInput

_PLACEHOLDER = re.compile(r"\{(url|raw|host|dashed|path)\}")
_PROBES = ("https://one.example/a?b=c&d=e", "https://two.example:8443/x#y", "http://192.0.2.7/")
_NESTED = re.compile(r"https?:|//", re.IGNORECASE)
_BAD = re.compile(r"[\s\\<>\"'`^|\x00-\x1f\x7f]")


def through(template: str, url: str) -> str:
    """The address as the proxy wants it; `url` itself without a template."""
    if not template:
        return url
    parts = urlsplit(url)
    host = parts.hostname or ""
    path = parts.path.removeprefix("/") + (f"?{parts.query}" if parts.query else "")
    values = {
        "url": quote(url, safe=""),
        "raw": url,
        "host": host,
        "dashed": host.replace(".", "-"),
        "path": path,
    }
    return _PLACEHOLDER.sub(lambda found: values[found[1]], completed(template))


def completed(template: str) -> str:
    """With the placeholder that a template ending in `=` leaves out."""
    if _PLACEHOLDER.search(template) or not template.endswith("="):
        return template
    is_ezproxy = re.search(r"/login\?(?:[^=]*&)?url=$", template) is not None
    return template + ("{raw}" if is_ezproxy else "{url}")


def check(template: str) -> str:
    """The template as it is kept. Raises BadInput for one that would not work or would lead astray."""
    template = template.strip()
    if not template:
        return ""
    if _BAD.search(template):
        raise BadInput("the proxy template holds a blank, a quotation mark or another character no address has")
    unknown = re.search(r"\{(?!(?:url|raw|host|dashed|path)\})[^}]*\}?", template)
    if unknown:
        raise BadInput(
            f"{unknown.group()} is no placeholder; there are {{url}}, {{raw}}, {{host}}, {{dashed}}, {{path}}"
        )
    whole = completed(template)
    if not whole.lower().startswith(("https://", "http://")):
        raise BadInput("a proxy template begins with https:// (no other scheme is taken)")
    if not _PLACEHOLDER.search(whole):
        raise BadInput("the placeholder is missing: write {url} where the address of the paper goes")
    _check_hosts(whole)
    if "{path}" not in whole and "{url}" not in whole and "{raw}" not in whole:
        raise BadInput("{path} is missing: every paper of a publisher would lead to its front page")
    return template


def check_base(address: str, what: str) -> str:
    """An http(s) address that something is added to, as it is kept; "" stays "". Raises BadInput."""
    address = address.strip()
    if not address:
        return ""
    parts = _split(address, what)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(f"{what} begins with https:// and names a host")
    if parts.username or parts.password:
        raise BadInput(f"{what} must not hold a user name or password")
    if _BAD.search(address) or "{" in address:
        raise BadInput(f"{what} holds a character no address has")
    return address


def _check_hosts(template: str) -> None:
    """Whatever is filled in, the address goes to this proxy: its host is the template's own, or ends with it."""
    authority = template.split("://", 1)[1].split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    if "@" in authority:
        raise BadInput("a proxy template must not hold a user name or password")
    if "{url}" in authority or "{raw}" in authority or "{path}" in authority:
        raise BadInput("the template would send readers to any host there is: it has none of its own")
    fixed = _PLACEHOLDER.sub("\0", authority).rpartition("\0")[2]
    if "\0" in _PLACEHOLDER.sub("\0", authority) and (not fixed.startswith(".") or fixed.count(".") < 2):
        raise BadInput("after {host} or {dashed} the proxy's own domain must follow, as in {dashed}.proxy.example.org")
    hosts = set()
    for probe in _PROBES:
        parts = _split(through(template, probe), "the proxy template")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput("filled in, the template is no http(s) address")
        hosts.add(parts.hostname if not fixed.startswith(".") else parts.hostname.endswith(fixed.partition(":")[0]))
    if len(hosts) != 1 or False in hosts:
        raise BadInput("filled in, the template leads to different hosts for different papers")
    before = _PLACEHOLDER.split(template.split("://", 1)[1])[0]
    if _NESTED.search(unquote(before)):
        raise BadInput("the template holds a second address of its own, which readers would be sent to")


def _split(url: str, what: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is none
    except ValueError as problem:
        raise BadInput(f"{what} is no address: {problem}") from problem
    return parts


def doubts(template: str, target: str) -> Iterator[str]:
    """Classic mistakes in sending this target through this template, in words a librarian knows."""
    if not template:
        return
    proxy_host = _proxy_host(template)
    target_host = urlsplit(target).hostname or ""
    if proxy_host and (target_host == proxy_host or target_host.endswith(f".{proxy_host}")):
        yield "Proxied twice: the target is already an address of the proxy."
    elif re.search(r"/login\?q?url=|redirector/", target):
        yield "Proxied twice: the target looks like another proxy’s address."
    made = through(template, target)
    if any(re.match(r"https?%3A", value, re.IGNORECASE) for _, value in parse_qsl(urlsplit(made).query)):
        yield "Encoded twice: decoded once, the address inside still begins with http%3A."
    if re.search(r"[?&]qurl=$", template.partition("{raw}")[0]) and "{raw}" in template:
        yield "EZproxy’s qurl= takes the address encoded: write {url}, not {raw}."
    if re.search(r"/login\?url=\{url\}", template):
        yield "EZproxy’s login?url= takes the address as it is: write {raw}, or qurl={url}."
    if target.startswith("http://") and template.startswith("https://"):
        yield "The target is http and the proxy https: many proxies refuse it or lose the lock."
    if template.startswith("http://"):
        yield "The proxy itself is http: passwords would travel in the open."


def _proxy_host(template: str) -> str:
    authority = template.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0]
    return _PLACEHOLDER.sub("", authority).partition(":")[0].lstrip(".").lower()
