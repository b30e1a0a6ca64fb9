"""LinkOut as far as a mirror knows it: the publisher by DOI, the free text at PubMed Central."""

from __future__ import annotations

from typing import Any, NamedTuple

from lxml import etree

from osler.eutils.documents import element
from osler.model.article import Article
from osler.web import links


class Provider(NamedTuple):
    name: str
    abbreviation: str
    id: str
    url: str


DOI = Provider("DOI", "DOI", "1", "https://doi.org/")
PMC = Provider("PubMed Central", "PMC", "2", "https://www.ncbi.nlm.nih.gov/pmc/")


class Url(NamedTuple):
    url: str
    provider: Provider
    free: bool

    @property
    def attributes(self) -> list[str]:
        return ["free resource", "full-text online"] if self.free else []


def urls(article: Article) -> list[Url]:
    """The publisher's page first, then PubMed Central."""
    doi = links.article("doi", article.doi) if article.doi else ""
    pmc = links.article("pmc", article.pmcid) if article.pmcid else ""
    found = [Url(doi, DOI, free=False)] if doi else []
    return [*found, Url(pmc, PMC, free=True)] if pmc else found


def url_set(pmid: int, found: list[Url]) -> etree._Element:
    if not found:
        return element("IdUrlSet", element("Id", str(pmid)), element("Info", "No LinkOut"))
    return element("IdUrlSet", element("Id", str(pmid)), *(_object(each) for each in found))


def _object(each: Url) -> etree._Element:
    provider = each.provider
    return element(
        "ObjUrl",
        element("Url", each.url),
        element("Category", "Full Text Sources"),
        *(element("Attribute", attribute) for attribute in each.attributes),
        element(
            "Provider",
            element("Name", provider.name),
            element("NameAbbr", provider.abbreviation),
            element("Id", provider.id),
            element("Url", provider.url),
        ),
    )


def url_json(pmid: int, found: list[Url]) -> dict[str, Any]:
    return {
        "id": str(pmid),
        "objurls": [
            {
                "url": {"value": each.url},
                "categories": ["Full Text Sources"],
                "attributes": each.attributes,
                "provider": {
                    "name": each.provider.name,
                    "nameabbr": each.provider.abbreviation,
                    "id": each.provider.id,
                    "url": {"value": each.provider.url},
                },
            }
            for each in found
        ],
    }
