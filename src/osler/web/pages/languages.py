"""NLM's language codes (ISO 639-2/B) as names, and as tags a browser knows (BCP 47).

https://www.nlm.nih.gov/bsd/language_table.html
"""

from __future__ import annotations

from collections.abc import Sequence

_TABLE = """
afr af Afrikaans
alb sq Albanian
amh am Amharic
ara ar Arabic
arm hy Armenian
aze az Azerbaijani
ben bn Bengali
bos bs Bosnian
bul bg Bulgarian
cat ca Catalan
chi zh Chinese
cze cs Czech
dan da Danish
dut nl Dutch
eng en English
epo eo Esperanto
est et Estonian
fin fi Finnish
fre fr French
geo ka Georgian
ger de German
gla gd Scottish Gaelic
gre el Greek
heb he Hebrew
hin hi Hindi
hrv hr Croatian
hun hu Hungarian
ice is Icelandic
ind id Indonesian
ita it Italian
jpn ja Japanese
kin rw Kinyarwanda
kor ko Korean
lat la Latin
lav lv Latvian
lit lt Lithuanian
mac mk Macedonian
mal ml Malayalam
mao mi Maori
may ms Malay
nor no Norwegian
per fa Persian
pol pl Polish
por pt Portuguese
pus ps Pushto
rum ro Romanian
rus ru Russian
san sa Sanskrit
slo sk Slovak
slv sl Slovenian
spa es Spanish
srp sr Serbian
swe sv Swedish
tha th Thai
tur tr Turkish
ukr uk Ukrainian
urd ur Urdu
vie vi Vietnamese
wel cy Welsh
"""
_KNOWN = {code: (tag, name) for code, tag, name in (line.split(" ", 2) for line in _TABLE.strip().splitlines())}
_OTHER = {"mul": ("mul", "several languages"), "und": ("und", "undetermined language")}


def name(code: str) -> str:
    """ "fre" -> French; a code not in the table is given back as it is."""
    return (_KNOWN | _OTHER).get(code.lower(), ("", code))[1]


def foreign(codes: Sequence[str]) -> str:
    """Tag of the first language that is not English, which is the one of a vernacular title; "" where there is none."""
    return next((found for found in map(tag, codes) if found), "")


def bcp47(code: str) -> str:
    """ "fre" -> fr, "eng" -> en; a code not in the table is given back as it is."""
    return (_KNOWN | _OTHER).get(code.lower(), (code, ""))[0]


def tag(code: str) -> str:
    """ "fre" -> fr; "" where none is known, and for English, the page's own."""
    found = (_KNOWN | _OTHER).get(code.lower(), ("", ""))[0]
    return "" if found == "en" else found
