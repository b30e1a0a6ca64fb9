"""Settings from the environment, read once, each with its meaning; `docs/SETTINGS.md` is made from here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

import platformdirs

from osler.errors import BadInput

SIGNUP = ("open", "invitation", "closed")


def _setting(default: object, help: str) -> dict[str, object]:
    return {"default": default, "help": help}


@dataclass(frozen=True, slots=True)
class Config:
    """Everything an administrator may set. `OSLER_` + the field's name in capitals is its variable."""

    home: Path = field(metadata=_setting("the platform's data folder", "where everything Osler keeps lies"))
    mirror: str = field(
        default="", metadata=_setting("", "folder or URL laid out like NLM's server; empty means NLM's own")
    )
    secret_key: str = field(
        default="", metadata=_setting("", "signs cookies; empty makes one and keeps it in OSLER_HOME")
    )
    allowed_hosts: str = field(
        default="localhost,127.0.0.1,[::1]", metadata=_setting("", "host names pages are served under, by comma")
    )
    base_url: str = field(
        default="", metadata=_setting("", "public address, e.g. https://osler.example.org; empty: as asked")
    )
    query_seconds: float = field(
        default=5.0, metadata=_setting(5.0, "time budget of one query, seconds; it stops and says so")
    )
    eutils_most: int = field(
        default=9999, metadata=_setting(9999, "ids one E-utilities answer may list, as at NCBI; 0: no limit")
    )
    eutils_per_second: int = field(
        default=0, metadata=_setting(0, "E-utilities requests a second from one address or key; 0: no limit")
    )
    eutils_history_hours: float = field(
        default=8.0, metadata=_setting(8.0, "hours an E-utilities WebEnv is kept after its last use")
    )
    eutils_log_clients: bool = field(
        default=False, metadata=_setting(False, "log the tool and email that E-utilities clients send")
    )
    dense_model: str = field(
        default="auto",
        metadata=_setting("auto", "folder of an ONNX sentence encoder; auto: the extra osler[dense]'s; off: none"),
    )
    cases_key_file: str = field(
        default="",
        metadata=_setting("", "file with the key of saved cases; empty: cases-key in OSLER_HOME"),
    )
    cds_hooks_issuers: str = field(
        default="",
        metadata=_setting("", "health records let in: ISSUER=JWKS (URL or file), several by comma"),
    )
    cds_hooks_origins: str = field(
        default="*",
        metadata=_setting("*", "web origins whose scripts may call CDS Hooks, by comma; *: any"),
    )
    database_url: str = field(
        default="",
        metadata=_setting("", "postgres://user:password@host/name (or DATABASE_URL); empty: SQLite in OSLER_HOME"),
    )
    signup: str = field(
        default="open", metadata=_setting("open", "who may make an account: open, invitation or closed")
    )
    single_user: bool = field(
        default=False, metadata=_setting(False, "one reader, no sign-in; this machine's own addresses only")
    )
    sso: str = field(default="", metadata=_setting("", "TOML file of single sign-on providers (OIDC, SAML)"))
    email_url: str = field(
        default="",
        metadata=_setting(
            "", "smtp://user:password@host:587, smtps://…, file:///folder or console:; empty: no mail is sent"
        ),
    )
    email_from: str = field(
        default="", metadata=_setting("", "sender of mails, e.g. Osler <osler@example.org>; empty: osler@ the host")
    )
    proxies: int = field(
        default=0, metadata=_setting(0, "proxies in front that add X-Forwarded-For, so that limits know the reader")
    )
    unpaywall_email: str = field(
        default="",
        metadata=_setting("", "asks Unpaywall for open copies, in this name; empty: no DOI leaves this machine for it"),
    )
    unpaywall_url: str = field(
        default="https://api.unpaywall.org/v2",
        metadata=_setting("https://api.unpaywall.org/v2", "where Unpaywall's API answers"),
    )
    libkey: bool = field(
        default=False,
        metadata=_setting(False, "asks LibKey for institutions that have an id and token; sends it DOIs or PMIDs"),
    )
    libkey_url: str = field(
        default="https://public-api.thirdiron.com/public/v1",
        metadata=_setting("https://public-api.thirdiron.com/public/v1", "where LibKey's API answers"),
    )
    outgoing_seconds: float = field(
        default=6.0, metadata=_setting(6.0, "seconds another service has for its whole answer")
    )
    outgoing_private: bool = field(
        default=False, metadata=_setting(False, "lets such questions reach private and loopback addresses; for tests")
    )
    sso_institution: str = field(
        default="", metadata=_setting("", "single sign-on attribute that names the institution, e.g. hd; empty: none")
    )
    pmc_files: str = field(
        default="",
        metadata=_setting("", "where open-access JATS files are, {pmcid} for the digits; asked when a reader asks"),
    )
    attachment_mb: int = field(default=30, metadata=_setting(30, "largest file a reader may attach to a paper, MB"))
    attachments_mb: int = field(default=1000, metadata=_setting(1000, "all files one reader may attach, MB"))
    debug: bool = field(default=False, metadata=_setting(False, "developer's error pages; never in production"))

    @property
    def corpus(self) -> Path:
        """What can be rebuilt from NLM's files: index, records, vocabulary."""
        return self.home / "corpus"

    @property
    def library(self) -> Path:
        """What people made, and cannot be rebuilt: the SQLite database."""
        return self.home / "library.sqlite3"

    @property
    def files(self) -> Path:
        """Files people left here; part of every backup."""
        return self.home / "files"

    @property
    def unpaywall_snapshot(self) -> Path:
        """Open copies by DOI, from Unpaywall's data dump (`osler unpaywall load`)."""
        return self.home / "unpaywall.sqlite3"

    @property
    def cases_key(self) -> Path:
        """The key that opens saved cases; without it nobody can."""
        return Path(self.cases_key_file).expanduser() if self.cases_key_file else self.home / "cases-key"

    @property
    def downloads(self) -> Path:
        return self.home / "downloads"


def read(environ: Mapping[str, str] | None = None) -> Config:
    """The settings in force. Raises BadInput naming the variable that cannot be read."""
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {"home": _home(environ)}
    for each in fields(Config):
        text = environ.get(f"OSLER_{each.name.upper()}")
        if each.name == "home" or text is None:
            continue
        values[each.name] = _convert(each.name, text, each.default)
    if not values.get("database_url"):
        values["database_url"] = environ.get("DATABASE_URL", "")  # the name hosting services give it
    if values.get("signup", "open") not in SIGNUP:
        raise BadInput(f"OSLER_SIGNUP={values['signup']!r}: give {', '.join(SIGNUP)}")
    return Config(**values)  # type: ignore[arg-type]


def _home(environ: Mapping[str, str]) -> Path:
    said = environ.get("OSLER_HOME") or platformdirs.user_data_dir("osler", appauthor=False)
    try:
        home = Path(said).expanduser().absolute()
        usable = home.is_dir() or not home.exists()
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, a user who is none
        raise BadInput(f"OSLER_HOME={said!r} cannot be used: {error}") from None
    if not usable:
        raise BadInput(f"OSLER_HOME={said!r}: give a folder, not a file")
    return home


def _convert(name: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("", "0", "false", "no", "off"):
            return False
        raise BadInput(f"OSLER_{name.upper()}={text!r}: give 1 or 0")
    if isinstance(default, int | float):
        try:
            number = type(default)(text)
        except ValueError:
            kind = "whole number" if isinstance(default, int) else "number"
            raise BadInput(f"OSLER_{name.upper()}={text!r}: give a {kind}") from None
        if not 0 <= number < float("inf"):
            raise BadInput(f"OSLER_{name.upper()}={text!r}: give a number from 0")
        return number
    return text
