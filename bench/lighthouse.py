"""`osler bench lighthouse`: Lighthouse on feed, collection, article and result pages, in this machine's Chromium.

Lighthouse is no dependency of Osler's: it needs Node, and is brought by who measures (`npm install lighthouse@12` in a
folder of their own, then `--lighthouse FOLDER/node_modules/.bin/lighthouse`). Its phone, with a slow network and
processor simulated; the pages of a reader with follows, likes and saved papers, on the mirror given. The scores of
performance move with what else the machine does: the median of `--runs` is printed, and the audits below 100.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

import click

from bench.library import _cookie, _filled, _followed, _own_home
from bench.pages import _queries, _sample, _served
from osler import config, wiring
from osler.config import Config

_CATEGORIES = ("performance", "accessibility", "best-practices")
_CHROMIUM = "--headless=new --no-sandbox --disable-gpu"
_SECONDS = 300  # for one page


@click.command("lighthouse")
@click.option("--home", type=click.Path(path_type=Path, exists=True), help="OSLER_HOME whose mirror is used.")
@click.option("--lighthouse", default="lighthouse", show_default=True, help="The program.")
@click.option("--runs", default=3, show_default=True, help="Of each page.")
@click.option("--json", "as_json", is_flag=True)
def command(home: Path | None, lighthouse: str, runs: int, as_json: bool) -> None:
    """Scores of 0 to 100 for four pages, two of them a reader's own, and what keeps them from 100."""
    program, chromium = shutil.which(lighthouse), shutil.which("chromium")
    if program is None or chromium is None:
        raise click.ClickException("needs Chromium (Debian) and Lighthouse: npm install lighthouse@12, in any folder")
    mirror = Config(home=home.absolute()) if home else config.read()
    with _own_home(mirror) as settings:
        engine = wiring.open_engine(settings)
        reader = _filled(engine, 1, 200)[0]
        _followed([reader], made=True)
        pmid = _sample(engine, 1)[0]
        query = next(iter(_queries(engine, _sample(engine, 20))))
        engine.close()
        cookie = _cookie(reader).removeprefix("Cookie: ").strip()
        pages = {
            "feed": ("/feed", cookie),
            "collection": ("/saved", cookie),
            "article": (f"/article/{pmid}", ""),
            "search": (f"/search?q={query.replace(' ', '+')}", ""),
        }
        with _served(settings) as (port, _):
            rows = [
                _row(name, f"http://localhost:{port}{path}", key, program, chromium, runs)
                for name, (path, key) in pages.items()
            ]
    click.echo(json.dumps(rows) if as_json else _table(rows))


def _row(name: str, url: str, cookie: str, program: str, chromium: str, runs: int) -> dict[str, Any]:
    asked = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})
    urllib.request.urlopen(asked, timeout=_SECONDS).read()  # what is made at first is not a page's cost
    reports = [_report(url, cookie, program, chromium) for _ in range(runs)]
    scores = {
        each: round(100 * statistics.median(report["categories"][each]["score"] for report in reports))
        for each in _CATEGORIES
    }
    return {"page": name, **scores, "below": _below(reports[-1])}


def _report(url: str, cookie: str, program: str, chromium: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out, headers = Path(folder) / "report.json", Path(folder) / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}))
        options = [url, "--quiet", "--output=json", f"--output-path={out}", f"--extra-headers={headers}"]
        options += [f"--only-categories={','.join(_CATEGORIES)}", f"--chrome-flags={_CHROMIUM}"]
        environ = os.environ | {"CHROME_PATH": chromium}
        subprocess.run([program, *options], env=environ, check=True, timeout=_SECONDS, stdout=subprocess.DEVNULL)
        found: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return found


def _below(report: dict[str, Any]) -> list[str]:
    """Weighed audits that are not whole: "first-contentful-paint 0.98 (1.3 s)"."""
    weighed = {ref["id"] for each in _CATEGORIES for ref in report["categories"][each]["auditRefs"] if ref["weight"]}
    found = [
        audit
        for name, audit in report["audits"].items()
        if name in weighed and audit["score"] is not None and audit["score"] < 1
    ]
    return [f"{each['id']} {each['score']} ({each.get('displayValue', '')})".replace("\xa0", " ") for each in found]


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [f"{'page':12}{'performance':>12}{'accessibility':>15}{'best practices':>16}"]
    for row in rows:
        lines.append(f"{row['page']:12}{row['performance']:>12}{row['accessibility']:>15}{row['best-practices']:>16}")
        lines += [f"    {each}" for each in row["below"]]
    return "\n".join(lines)
