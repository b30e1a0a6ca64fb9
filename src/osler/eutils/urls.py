"""NCBI's addresses, as clients have them built in."""

from __future__ import annotations

from django.urls import path, re_path

from osler.eutils.around import citation_exporter, icite, icite_one, id_converter
from osler.eutils.dtds import dtd
from osler.eutils.ecitmatch import ecitmatch
from osler.eutils.efetch import efetch
from osler.eutils.einfo import egquery, einfo
from osler.eutils.elink import elink
from osler.eutils.epost import epost
from osler.eutils.esearch import esearch
from osler.eutils.espell import espell
from osler.eutils.esummary import esummary
from osler.eutils.guide import guide
from osler.eutils.keys import keys
from osler.eutils.openapi import openapi

_ROOT = "entrez/eutils"

urlpatterns = [
    path(f"{_ROOT}/einfo.fcgi", einfo),
    path(f"{_ROOT}/esearch.fcgi", esearch),
    path(f"{_ROOT}/epost.fcgi", epost),
    path(f"{_ROOT}/esummary.fcgi", esummary),
    path(f"{_ROOT}/efetch.fcgi", efetch),
    path(f"{_ROOT}/elink.fcgi", elink),
    path(f"{_ROOT}/espell.fcgi", espell),
    path(f"{_ROOT}/ecitmatch.cgi", ecitmatch),
    path(f"{_ROOT}/ecitmatch.fcgi", ecitmatch),
    path(f"{_ROOT}/egquery.fcgi", egquery),
    path("entrez/gquery", egquery),
    path(f"{_ROOT}/openapi.json", openapi, name="eutils-openapi"),
    path("eutils/dtd/<str:version>/<str:name>", dtd),
    path("entrez/query/DTD/<str:name>", dtd),
    path("ncbi/pubmed/out/<str:name>", dtd),
    re_path(
        r"^(?:pmc/utils/idconv/v1\.0|pmc/tools/idconv/api/v1/articles|tools/idconv/api/v1/articles)/?$", id_converter
    ),
    re_path(r"^(?:lit|api)/ctxp/v1/(?P<of>pubmed|pmc)/?$", citation_exporter),
    path("api/pubs", icite),
    path("api/pubs/<int:pmid>", icite_one),
    path("tools", guide, name="tools"),
    path("settings/keys", keys, name="apikeys"),
]
