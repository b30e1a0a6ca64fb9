"""PubMed's own addresses with our host name."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from tests.web import papers


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (f"/{papers.RICH}/", f"/article/{papers.RICH}"),
        (f"/{papers.RICH}", f"/article/{papers.RICH}"),
        (f"/pubmed/{papers.RICH}", f"/article/{papers.RICH}"),
        (f"/pubmed/{papers.RICH}/", f"/article/{papers.RICH}"),
        ("/advanced/", "/builder"),
        ("/?term=gonioscopy", "/search?q=gonioscopy"),
        ("/pubmed/?term=gonioscopy", "/search?q=gonioscopy"),
        ("/?term=gonioscopy&sort=pubdate&size=50&page=2", "/search?q=gonioscopy&sort=date&size=50&page=2"),
        ("/?term=gonioscopy&sort=date", "/search?q=gonioscopy&sort=entrez"),
        (
            "/?term=gonioscopy&filter=pubt.review&filter=pubt.meta-analysis&filter=years.1990-1999",
            "/search?q=gonioscopy&year=1990-1999&type=Review&type=Meta-Analysis",
        ),
        (
            "/?term=gonioscopy&filter=simsearch2.ffrft&filter=lang.english",
            "/search?q=gonioscopy&language=eng&free=1",
        ),
        (
            "/?term=eyes+OR+ears&filter=hum_ani.humans&filter=datesearch.y_5",
            '/search?q=((eyes OR ears) AND humans[mh]) AND "last 5 years"[dp]',
        ),
        (f"/?linkname=pubmed_pubmed&from_uid={papers.RICH}", f"/article/{papers.RICH}#similar"),
        (f"/?linkname=pubmed_pubmed_citedin&from_uid={papers.RICH}", f"/article/{papers.RICH}/cited-by"),
    ],
)
def test_it_leads_to_the_same_here(client: Client, address: str, place: str) -> None:
    response = client.get(address)
    assert response.status_code in (301, 302)
    led = response.headers["Location"]
    if "?" in place:
        place = quote(place, safe="/?=&").replace("%20", "+")
    assert led == place
    assert client.get(led.partition("#")[0]).status_code == 200


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?term=eyes&filter=frobnicate.x", "frobnicate.x"),
        ("/?term=eyes&filter=years.1-2", "years.1-2"),
        ("/?term=eyes&filter=pubt.²", "pubt.²"),
        ("/?term=eyes&sort=sideways", "sideways"),
        ("/?term=eyes&page=0", "is no page"),
        ("/?term=eyes&size=7", "papers; there are 10, 20, 50, 100, 200"),
    ],
)
def test_what_has_no_like_here_is_said_not_left_out(client: Client, address: str, said: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert said in response.content.decode()


@pytest.mark.parametrize("address", ["/?term=", "/?linkname=pubmed_pubmed&from_uid=x", "/?linkname=y&from_uid=1"])
def test_what_asks_for_nothing_is_the_front_page(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "For example" in response.content.decode()
