"""Real clients, unmodified, against the real server."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.eutils.named_host import named_host
from tests.web import papers
from tests.web.server import Served

RICH, BARE = str(papers.RICH), str(papers.BARE)
edirect = pytest.mark.skipif(shutil.which("esearch") is None, reason="EDirect (ncbi-entrez-direct) is not installed")
root_only = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("ip") is None, reason="a network namespace needs root and iproute2"
)


@pytest.fixture
def entrez(server: Served, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Biopython, pointed here by the very lines that the page gives."""
    from Bio import Entrez  # noqa: PLC0415

    page = httpx.get(f"{server.url}/tools").text
    snippet = page.partition('<code id="biopython">')[2].partition("</code>")[0]
    monkeypatch.setattr(Entrez, "urlopen", Entrez.urlopen)  # type: ignore[attr-defined]
    exec(html.unescape(snippet), {})
    monkeypatch.setattr(Entrez, "email", "test@example.org")
    monkeypatch.setattr(Entrez, "sleep_between_tries", 0)
    return Entrez


def test_biopython_makes_all_its_calls(entrez: Any) -> None:
    def read(handle: Any) -> Any:
        with handle:
            return entrez.read(handle)

    assert read(entrez.einfo())["DbList"] == ["pubmed"]
    assert read(entrez.einfo(db="pubmed"))["DbInfo"][0]["DbName"] == "pubmed"
    found = read(entrez.esearch(db="pubmed", term="zorbimab", usehistory="y"))
    assert RICH in found["IdList"]
    kept = {"webenv": found["WebEnv"], "query_key": found["QueryKey"]}
    fetched = read(entrez.efetch(db="pubmed", retmode="xml", **kept))
    assert RICH in [str(each["MedlineCitation"]["PMID"]) for each in fetched["PubmedArticle"]]
    assert read(entrez.esummary(db="pubmed", id=f"{RICH},{BARE}"))[0]["Id"] == RICH
    assert read(entrez.epost("pubmed", id=RICH))["QueryKey"] == "1"
    links = read(entrez.elink(dbfrom="pubmed", id=RICH, linkname="pubmed_pubmed_refs"))
    assert links[0]["LinkSetDb"][0]["Link"][0]["Id"] == BARE
    assert read(entrez.espell(term="zorbimap"))["Query"] == "zorbimap"
    citation = {
        "journal_title": "synth j med", "year": "2020", "volume": "12", "first_page": "117", "author_name": "doe jq",
        "key": "k",
    }  # fmt: skip
    with entrez.ecitmatch(db="pubmed", bdata=[citation]) as handle:
        assert handle.read().strip().endswith(f"|k|{RICH}")


@edirect
@pytest.mark.parametrize(
    ("pipe", "expected"),
    [
        ("esearch -base $B -db pubmed -query 'zorbimab [tiab]' | xtract -pattern ENTREZ_DIRECT -element Db", "pubmed"),
        (f"epost -base $B -db pubmed -id {RICH},{BARE} | efetch -base $B -format uid", f"{RICH}\n{BARE}"),
        (f"efetch -base $B -db pubmed -id {RICH} -format medline | grep ^PMID", f"PMID- {RICH}"),
        (
            f"efetch -base $B -db pubmed -id {RICH} -format xml |"
            " xtract -pattern PubmedArticle -element MedlineCitation/PMID",
            RICH,
        ),
        (f"efetch -base $B -db pubmed -id {RICH} -format abstract | head -1 | cut -c1-14", "1. Synth J Med"),
        (
            f"esummary -base $B -db pubmed -id {RICH} | xtract -pattern DocumentSummary -element Id Volume",
            f"{RICH}\t12",
        ),
        (
            f"epost -base $B -db pubmed -id {RICH},{BARE} | efilter -base $B -query 'zorbimab [ti]' |"
            " efetch -base $B -format uid",
            RICH,
        ),
        (f"elink -base $B -db pubmed -id {RICH} -related | xtract -pattern ENTREZ_DIRECT -element Db", "pubmed"),
        (
            f"elink -base $B -db pubmed -id {RICH} -cmd llinks | xtract -pattern IdUrlSet -first Url",
            "https://doi.org/10.5555/synth.2020.101",
        ),
        ("einfo -base $B -dbs", "pubmed"),
        ("einfo -base $B -db pubmed | xtract -pattern DbInfo -first DbName", "pubmed"),
        ("einfo -base $B -db pubmed -fields | grep -c MESH", "1"),
        (f"esearch -base $B -db pubmed -query 'doe jq [auth]' | efetch -base $B -format uid | grep {RICH}", RICH),
        (
            "esearch -base $B -db pubmed -query zorbimab |"
            " efilter -base $B -mindate 2020 -maxdate 2020 -datetype PDAT |"
            " efetch -base $B -format uid | grep 101",
            RICH,
        ),
        (
            "esearch -base $B -db pubmed -query zorbimap -spell 2>&1 | xtract -pattern ENTREZ_DIRECT -element Db",
            "pubmed",
        ),
    ],
)
def test_edirect_pipes(server: Served, pipe: str, expected: str) -> None:
    done = subprocess.run(
        ["bash", "-c", pipe],
        env={**os.environ, "B": f"{server.url}/entrez/eutils/"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.strip() == expected, done.stderr[-2000:]


def test_easy_entrez(server: Served) -> None:
    from easy_entrez import EntrezAPI  # noqa: PLC0415

    api = EntrezAPI(
        "osler-test", "test@example.org", return_type="json", minimal_interval=0, server=f"{server.url}/entrez/eutils/"
    )
    assert RICH in api.search("zorbimab", max_results=10).data["esearchresult"]["idlist"]
    assert api.summarize([RICH], max_results=1).data["result"][RICH]["volume"] == "12"


@pytest.fixture(scope="module")
def as_ncbi(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The server under NCBI's own name, in a namespace of this test: how to run a command there."""
    with named_host(home, tmp_path_factory.mktemp("named"), "eutils.ncbi.nlm.nih.gov") as environment:
        yield environment


@root_only
@pytest.mark.parametrize(
    "script",
    [
        "from pymed import PubMed\n"
        "found = PubMed(tool='t', email='test@example.org').query('zorbimab', max_results=5)\n"
        "assert '101' in [each.pubmed_id.split()[0] for each in found]",
        "from Bio import Entrez\nEntrez.email = 'test@example.org'\n"
        "found = Entrez.read(Entrez.esearch(db='pubmed', term='zorbimab'))\nassert '101' in found['IdList']",
        "import urllib.request\n"
        "url = 'https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd'\n"
        "assert b'eSearchResult' in urllib.request.urlopen(url).read()",
        # eutils and metapub cache below the home folder or where they stand: here one of the test's own
        "import eutils\n"
        "client = eutils.Client()\n"
        "found = client.esearch(db='pubmed', term='zorbimab')\n"
        "assert 101 in found.ids, found.ids\n"
        "article = next(iter(client.efetch(db='pubmed', id=101)))\n"
        "assert str(article.pmid) == '101' and article.jrnl, vars(article)",
        "from metapub import PubMedFetcher\n"
        "fetch = PubMedFetcher(cachedir='cache')\n"
        "assert '101' in fetch.pmids_for_query('zorbimab')\n"
        "article = fetch.article_by_pmid('101')\n"
        "assert article.pmid == '101' and article.title and article.journal, article\n"
        "assert fetch.pmids_for_citation(journal='Synth J Med', year=2020, volume=12, first_page=117) == ['101']",
    ],
    ids=["pymed", "biopython", "dtd", "eutils", "metapub"],
)
def test_clients_with_ncbis_address_built_in(as_ncbi: dict[str, str], script: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["ip", "netns", "exec", as_ncbi["NAMESPACE"], sys.executable, "-c", script],
        env=as_ncbi | {"HOME": str(tmp_path), "EUTILS_CACHE": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
