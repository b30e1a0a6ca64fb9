"""The lists of a citation: vocabulary terms, money, data, ties to other papers, references."""

from __future__ import annotations

from lxml.etree import _Element

from osler.model.article import (
    Abstract,
    AbstractSection,
    ArticleId,
    Chemical,
    Correction,
    DataBank,
    Grant,
    Keyword,
    KeywordList,
    MeshHeading,
    Named,
    Object,
    Pagination,
    Qualifier,
    Reference,
    ReferenceList,
    RichText,
    is_pmid,
)
from osler.pubmed.xml.text import flat, rich


def abstract(el: _Element, odd: list[str]) -> Abstract:
    sections: list[AbstractSection] = []
    rights = ""
    for child in el:
        tag = child.tag
        if tag == "AbstractText":
            sections.append(abstract_section(child, odd))
        elif tag == "CopyrightInformation":
            rights = flat(child)
        else:
            odd.append(f"{el.tag}/{tag}")
    return Abstract(tuple(sections), rights, el.get("Type") or "", el.get("Language") or "")


def abstract_section(el: _Element, odd: list[str]) -> AbstractSection:
    return AbstractSection(rich(el, odd), el.get("Label") or "", el.get("NlmCategory") or "")


def other_abstract(el: _Element, odd: list[str]) -> Abstract:
    found = abstract(el, odd)
    return found if found.language else found._replace(language="eng")  # the DTD's default


def pagination(el: _Element, odd: list[str]) -> Pagination:
    medline = start = end = ""
    for child in el:
        tag = child.tag
        if tag == "MedlinePgn":
            medline = flat(child)
        elif tag == "StartPage":
            start = flat(child)
        elif tag == "EndPage":
            end = flat(child)
        else:
            odd.append(f"Pagination/{tag}")
    return Pagination(medline, start, end)


def mesh_heading(el: _Element, odd: list[str]) -> MeshHeading:
    name = ui = ""
    major = auto = geographic = False
    qualifiers: list[Qualifier] = []
    for child in el:
        tag, get = child.tag, child.get
        if tag in ("DescriptorName", "Descriptor"):  # Descriptor, SubHeading: until 2001
            name, ui, major, auto = flat(child), get("UI") or "", get("MajorTopicYN") == "Y", get("AutoHM") == "Y"
            geographic = get("Type") == "Geographic"
        elif tag in ("QualifierName", "SubHeading"):
            qualifiers.append(qualifier(child))
        else:
            odd.append(f"MeshHeading/{tag}")
    return MeshHeading(name, ui, major, auto, geographic, tuple(qualifiers))


def qualifier(el: _Element) -> Qualifier:
    get = el.get
    return Qualifier(flat(el), get("UI") or "", get("MajorTopicYN") == "Y", get("AutoHM") == "Y")


def chemical(el: _Element, odd: list[str]) -> Chemical:
    number = name = ui = ""
    for child in el:
        tag = child.tag
        if tag == "NameOfSubstance":
            name, ui = flat(child), child.get("UI") or ""
        elif tag in ("RegistryNumber", "CASRegistryNumber"):
            number = flat(child)
        else:
            odd.append(f"Chemical/{tag}")
    return Chemical(number, name, ui)


def named(el: _Element) -> Named:
    return Named(flat(el), el.get("UI") or "")


def keyword_list(el: _Element, odd: list[str]) -> KeywordList:
    found = []
    for child in el:
        if child.tag == "Keyword":
            found.append(keyword(child, odd))
        else:
            odd.append(f"KeywordList/{child.tag}")
    return KeywordList(tuple(found), el.get("Owner") or "NLM")


def keyword(el: _Element, odd: list[str]) -> Keyword:
    return Keyword(rich(el, odd), el.get("MajorTopicYN") == "Y")


def grant(el: _Element, odd: list[str]) -> Grant:
    parts = {"GrantID": "", "Acronym": "", "Agency": "", "Country": ""}
    _fill(el, parts, odd)
    return Grant(parts["Agency"], parts["GrantID"], parts["Acronym"], parts["Country"])


def data_bank(el: _Element, odd: list[str]) -> DataBank:
    name = ""
    numbers: tuple[str, ...] = ()
    for child in el:
        if child.tag == "DataBankName":
            name = flat(child)
        elif child.tag == "AccessionNumberList":
            numbers += texts(child, "AccessionNumber", odd)
        else:
            odd.append(f"DataBank/{child.tag}")
    return DataBank(name, numbers)


def correction(el: _Element, type_: str, odd: list[str]) -> Correction:
    source = version = note = ""
    pmid = None
    for child in el:
        tag = child.tag
        if tag == "RefSource":
            source = flat(child)
        elif tag == "PMID":
            text = flat(child)
            version = child.get("Version") or ""
            if is_pmid(text):
                pmid = int(text)
            else:
                note = f"{note} PMID {text}".strip()
        elif tag == "Note":
            note = f"{note} {flat(child)}".strip()
        elif tag == "MedlineID":  # until 2003
            note = f"{note} MedlineID {flat(child)}".strip()
        else:
            odd.append(f"{el.tag}/{tag}")
    return Correction(type_, source, pmid, version, note)


def article_ids(el: _Element, odd: list[str]) -> tuple[ArticleId, ...]:
    found = []
    for child in el:
        if child.tag == "ArticleId":
            found.append(article_id(child))
        else:
            odd.append(f"ArticleIdList/{child.tag}")
    return tuple(found)


def article_id(el: _Element) -> ArticleId:
    return ArticleId(el.get("IdType") or "pubmed", flat(el))  # pubmed: the DTD's default


def reference_list(el: _Element, odd: list[str]) -> ReferenceList:
    title = ""
    references: list[Reference] = []
    lists: list[ReferenceList] = []
    for child in el:
        tag = child.tag
        if tag == "Reference":
            references.append(reference(child, odd))
        elif tag == "ReferenceList":
            lists.append(reference_list(child, odd))
        elif tag == "Title":
            title = flat(child)
        else:
            odd.append(f"ReferenceList/{tag}")
    return ReferenceList(title, tuple(references), tuple(lists))


def reference(el: _Element, odd: list[str]) -> Reference:
    citation = RichText("")
    ids: tuple[ArticleId, ...] = ()
    for child in el:
        if child.tag == "Citation":
            citation = rich(child, odd)
        elif child.tag == "ArticleIdList":
            ids += article_ids(child, odd)
        else:
            odd.append(f"Reference/{child.tag}")
    return Reference(citation, ids)


def data_object(el: _Element, odd: list[str]) -> Object:
    params = []
    for child in el:
        if child.tag == "Param":
            params.append((child.get("Name") or "", rich(child, odd)))
        else:
            odd.append(f"Object/{child.tag}")
    return Object(el.get("Type") or "", tuple(params))


def texts(el: _Element, name: str, odd: list[str]) -> tuple[str, ...]:
    """The texts of children called `name`."""
    found = []
    for child in el:
        if child.tag == name:
            found.append(flat(child))
        else:
            odd.append(f"{el.tag}/{child.tag}")
    return tuple(found)


def _fill(el: _Element, parts: dict[str, str], odd: list[str]) -> None:
    for child in el:
        tag = str(child.tag)
        if tag in parts:
            parts[tag] = flat(child)
        else:
            odd.append(f"{el.tag}/{tag}")
