"""Names of languages to NLM's three-letter codes. Source: MARC code list, as NLM uses it in MEDLINE."""

from __future__ import annotations

_LIST = """
afr afrikaans, alb albanian, amh amharic, ara arabic, arm armenian, aze azerbaijani, bos bosnian, bul bulgarian,
cat catalan, chi chinese, cze czech, dan danish, dut dutch, eng english, epo esperanto, est estonian, fin finnish,
fre french, geo georgian, ger german, gla scottish gaelic, gre greek modern, heb hebrew, hin hindi, hrv croatian,
hun hungarian, ice icelandic, ind indonesian, ita italian, jpn japanese, kin kinyarwanda, kor korean, lat latin,
lav latvian, lit lithuanian, mac macedonian, mal malayalam, mao maori, may malay, mul multiple languages,
nor norwegian, per persian, pol polish, por portuguese, pus pushto, rum romanian, rus russian, san sanskrit,
scc serbian, slo slovak, slv slovenian, spa spanish, srp serbian, swe swedish, tha thai, tur turkish, ukr ukrainian,
und undetermined, urd urdu, vie vietnamese, wel welsh
"""
CODES: dict[str, str] = {
    name: code for code, _, name in (entry.strip().partition(" ") for entry in _LIST.replace("\n", " ").split(","))
} | {"greek": "gre", "farsi": "per", "gaelic": "gla", "slovene": "slv", "pashto": "pus"}
