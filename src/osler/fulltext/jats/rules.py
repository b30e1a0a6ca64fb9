"""How each element of JATS is shown: one table, which the docs list and a test holds against real files.

Elements that are not here are shown as their text and counted (`Paper.unknown`).
"""

from __future__ import annotations

from enum import Enum


class Shown(Enum):
    INLINE = "inside a line"
    BLOCK = "as a block of its own"
    PART = "as a part of what it stands in"  # read by the rule of its parent
    SAID = "said at the top or the end of the page"
    LINK = "as a link"
    ASIDE = "in the record, not repeated in the text"  # what PubMed's record or the page around it says already


def _of(shown: Shown, names: str) -> dict[str, Shown]:
    return dict.fromkeys(names.split(), shown)


RULES: dict[str, Shown] = (
    _of(
        Shown.INLINE,
        "abbrev bold break chem-struct collab contrib-id date-in-citation degrees email fixed-case hr inline-formula "
        "inline-graphic institution institution-wrap italic label milestone-end milestone-start monospace "
        "named-content "
        "overline overline-end overline-start prefix private-char roman rp rt ruby rb sans-serif sc strike string-date "
        "string-name styled-content sub suffix sup tex-math underline underline-end underline-start x addr-line city "
        "country fax phone postal-code state on-behalf-of role surname given-names name name-alternatives person-group "
        "etal year month day season era volume issue fpage lpage page-range elocation-id source article-title "
        "chapter-title part-title trans-source trans-title data-title edition publisher-name publisher-loc publisher "
        "comment conf-name conf-date conf-loc conf-sponsor conference isbn issn-l size series series-title issue-title "
        "issue-part volume-series supplement patent std version gov date time-stamp size annotation award-id "
        "funding-source mixed-citation element-citation citation nlm-citation product price "
        "abbrev-journal-title access-date issn citation-alternatives code anonymous aff-alternatives",
    )
    | _of(
        Shown.BLOCK,
        "abstract trans-abstract ack address alternatives app app-group array attrib author-comment bio body back "
        "boxed-text caption chem-struct-wrap code def def-item def-list disp-formula disp-formula-group disp-quote "
        "fig fig-group floats-group fn fn-group front-stub glossary graphic list list-item media notes note p "
        "preformat question answer question-wrap answer-set explanation ref ref-list response sec sec-meta sig "
        "sig-block speaker speech statement sub-article supplementary-material table table-wrap table-wrap-foot "
        "table-wrap-group tbody td term textual-form "
        "tfoot th thead title tr verse-group verse-line col colgroup subtitle alt-title-group long-desc",
    )
    | _of(
        Shown.LINK,
        "ext-link uri self-uri xref related-article related-object inline-supplementary-material pub-id object-id "
        "target",
    )
    | _of(
        Shown.SAID,
        "article article-meta front title-group contrib-group contrib aff author-notes corresp permissions license "
        "license-p copyright-statement copyright-year copyright-holder kwd-group kwd compound-kwd compound-kwd-part "
        "nested-kwd subj-group subject funding-group funding-statement award-group principal-award-recipient "
        "principal-investigator pub-date history ali:free_to_read ali:license_ref license_ref free_to_read "
        "journal-title trans-title-group trans-subtitle article-categories journal-meta journal-title-group",
    )
    | _of(
        Shown.ASIDE,
        "article-id journal-id journal-subtitle alt-title counts count page-count fig-count table-count "
        "ref-count equation-count word-count custom-meta custom-meta-group custom-meta-wrap meta-name meta-value "
        "processing-meta pub-history event event-desc issue-id volume-id institution-id isbn-l alt-text "
        "kwd-group-title article-version article-version-alternatives support-group pub-date-not-available "
        "restricted-by extended-by issue-sponsor volume-issue-group open-access contributed-resource-group index-term "
        "index-term-range-end see see-also trans-abstract-title unstructured-kwd-group string-conf content-language "
        "resource-group resource-id resource-name resource-wrap support-description journal-title-alt conf-acronym "
        "conf-num conf-theme season-alt funding-statement-alt award-desc award-name support-source",
    )
)
