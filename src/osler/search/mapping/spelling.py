"""British and American spellings of a word. They are mapped for untagged words and in the names of headings
and types; words with a text tag stay as typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

# (British, American) parts of words, tried in both directions; a variant counts only where the mirror holds it.
_LIST = """
aemia:emia aemic:emic haem:hem anaesth:anesth aetiol:etiol oedem:edem oesoph:esoph oestr:estr coeliac:celiac
rrhoea:rrhea pnoea:pnea foet:fet paed:ped caec:cec faec:fec gynaec:gynec leuka:leuca tumour:tumor
behaviour:behavior colour:color odour:odor vapour:vapor labour:labor rumour:rumor favour:favor honour:honor
ageing:aging fibre:fiber litre:liter metre:meter centre:center calibre:caliber titre:titer goitre:goiter
sulph:sulf programme:program counsell:counsel labell:label modell:model signall:signal travell:travel
mould:mold defence:defense licence:license grey:gray judgement:judgment manoeuv:maneuv homoeo:homeo
coelom:celom amoeb:ameb orthopaed:orthoped aluminium:aluminum synaesth:synesth caesar:cesar
"""
_PARTS = tuple((pair.partition(":")[0], pair.partition(":")[2]) for pair in _LIST.split())
_ENDINGS: tuple[tuple[str, str], ...] = tuple(
    (stem.replace("z", "s"), stem)
    for stem in ("ization", "izations", "ize", "ized", "izes", "izing", "izer", "yze", "yzed", "yzes", "yzing")
)
_BRITISH = re.compile("|".join(british for british, _ in (*_PARTS, *_ENDINGS)))
_COUNTABLE = 4  # letters of the shortest word that is tried in the other number
_STEM = 3  # letters that must stand before such an ending: "size" and "prise" are not meant


def variants(word: str, exists: Callable[[str], bool]) -> tuple[str, ...]:
    """Other spellings of a word for which `exists` is true; most words have none."""
    return tuple(each for each in dict.fromkeys(_candidates(word)) if each != word and exists(each))


def numbers(word: str, exists: Callable[[str], bool]) -> tuple[str, ...]:
    """The word in the other number (biomarker, biomarkers), where `exists` is true."""
    if len(word) < _COUNTABLE or not word.isalpha() or word.endswith(("ic", "ics")):
        return ()
    return tuple(each for each in dict.fromkeys(_other_number(word)) if exists(each))


def _other_number(word: str) -> Iterator[str]:
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    if word.endswith(("ses", "xes", "ches", "shes", "zes")):
        yield word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
    elif word.endswith("y") and word[-2] not in "aeiou":
        yield f"{word[:-1]}ies"
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        yield f"{word}es"
    else:
        yield f"{word}s"


@lru_cache(maxsize=16_384)
def american(word: str) -> str:
    """The word as MeSH would spell it; itself where nothing is British about it."""
    if not _BRITISH.search(word):
        return word
    for british, other in _PARTS:
        word = word.replace(british, other)
    for british, other in _ENDINGS:
        if word.endswith(british) and len(word) >= len(british) + _STEM:
            return word[: -len(british)] + other
    return word


def _candidates(word: str) -> Iterator[str]:
    for british, american in _PARTS:
        if british in word:
            yield word.replace(british, american)
        elif american in word:
            yield word.replace(american, british)
    for british, american in _ENDINGS:
        for old, new in ((british, american), (american, british)):
            if word.endswith(old) and len(word) >= len(old) + _STEM:
                yield word[: -len(old)] + new
