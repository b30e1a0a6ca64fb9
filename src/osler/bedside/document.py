"""An answer as plain data: the shape of `osler bedside --json` and of the API. docs/BEDSIDE.md lists it."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from osler.bedside import shown
from osler.bedside.answer import WHAT_THIS_IS_NOT, Answer
from osler.bedside.applicability import Applied
from osler.bedside.appraise import Reading
from osler.bedside.claims import Contested
from osler.bedside.mirror import FromMirror, Paper
from osler.bedside.pack import Pack
from osler.bedside.pooling import Pool
from osler.bedside.recognise import Recognised
from osler.bedside.synthesis import Estimate
from osler.bedside.vocabulary import Term, Vocabulary
from osler.model.article import Article
from osler.model.evidence import Result, Source, Subgroup, plain_number
from osler.model.patient import Fact, Quantity, plain

Json = dict[str, Any]


def document(answer: Answer, *, today: date, mirror: FromMirror | None = None) -> Json:
    """Lists keep the order in which a reader should meet them. Without a mirror `papers` is empty and says why."""
    return {
        "pack": answer.pack.id,
        "title": answer.pack.title,
        "as_of": answer.patient.as_of.isoformat(),
        "what_this_is_not": WHAT_THIS_IS_NOT,
        "notices": list(answer.notices),
        "facts": [fact(f, answer.pack.vocabulary) for f in answer.patient.facts],
        "states": [state(s, today=today) for s in answer.states],
        "evidence": [evidence(a, today=today) | _checked(a.evidence.id, mirror) for a in answer.applied],
        "papers": [] if mirror is None else [paper(p) for p in mirror.papers],
        "mirror": None if mirror is None else [a._asdict() for a in mirror.asked],
        "claims": [claim(c, answer) for c in answer.contested],
        "synthesis": [pool(p) for p in answer.pools if p.synthesis is not None],
        "interactions": [
            {
                "id": i.record.id,
                "result": i.result.id,
                "q": round(i.q, 4),
                "df": i.df,
                "p": round(i.p, 4),
                "printed": i.printed,
            }
            for i in answer.interactions
        ],
        "questions": [
            {
                "fact": q.term.name,
                "question": q.text,
                "settles_on_average": round(float(q.settles), 2),
                "bears_on": list(q.bears_on),
            }
            for q in answer.questions
        ],
        "changes": [
            {
                "fact": c.fact,
                "label": c.label,
                "now": c.now,
                "moves": [{"id": m.study, "answer": m.answer, "to": m.to.value} for m in c.moves],
            }
            for c in answer.changes
        ],
    }


def fact(known: Fact, vocabulary: Vocabulary) -> Json:
    found: Json = {
        "name": known.name,
        "label": vocabulary.terms[known.name].label,
        "shown": shown.value(known, vocabulary),
        "given": known.given,
        "date": known.on.isoformat() if known.on else None,
        "until": known.until.isoformat() if known.until else None,
        "detail": known.detail,
        "origin": known.origin,
    }
    if isinstance(known.value, Quantity):
        exact = known.value.is_exact
        found |= {
            "value": _number(known.value.low) if exact else None,
            "low": _number(known.value.low),
            "high": _number(known.value.high),
            "unit": known.value.unit,
        }
    else:
        found["value"] = known.value
    return found


def _number(value: Any) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def state(recognised: Recognised, *, today: date) -> Json:
    criterion = recognised.criterion
    return {
        "id": criterion.id,
        "title": criterion.title,
        "group": criterion.group,
        "status": recognised.status.value,
        "points": None if recognised.points is None else str(recognised.points),
        "points_needed": None if criterion.at_least is None else plain(criterion.at_least),
        "because": [
            {"text": line.text, "status": line.status.value, "because": line.because, "points": line.points or None}
            for line in recognised.lines
        ],
        "would_decide": [{"fact": d.fact, "label": d.label, "alone": d.alone} for d in recognised.would_decide],
        "caution": criterion.caution,
        "source": source(criterion.source),
        **_age(criterion.read, criterion.review_by, today),
    }


def _age(read: date, review_by: date, today: date) -> Json:
    return {
        "read": read.isoformat(),
        "age_days": (today - read).days,
        "review_by": review_by.isoformat(),
        "past_review": today > review_by,
    }


def source(where: Source) -> Json:
    named = {"cite": where.cite, "pmid": where.pmid, "doi": where.doi, "nct": where.nct, "url": where.url}
    return {key: value for key, value in (named | {"where": where.where}).items() if value}


def evidence(applied: Applied, *, today: date) -> Json:
    record = applied.evidence
    inside = {sub.name: where.value for sub, where in applied.subgroups}
    return {
        "id": record.id,
        "applies": applied.applies.value,
        "says": f"{_STUDIED[applied.applies.value]}: {record.population}",
        "title": record.title,
        "kind": record.kind,
        "design": record.design,
        "journal": record.journal,
        "year": record.year,
        "n": record.n,
        "intervention": record.intervention,
        "comparator": record.comparator,
        "missed_primary": list(applied.missed_first),
        "clauses": [
            {
                "id": j.clause.id,
                "text": ("Excluded: " if j.clause.excludes else "") + j.clause.text,
                "status": j.status.value,
                "because": j.because,
                "wants": list(j.wants),
            }
            for j in applied.clauses
        ],
        "also_asked": list(record.also),
        "partly_read": record.partly_read,
        "arms": [{"name": a.name, "n": a.n} for a in record.arms],
        "results": [_result(r, inside) for r in record.results],
        "harms": [{"says": h.says, "arm": h.arm, "n": h.n, "of": h.of, "early": h.early} for h in record.harms],
        "caveats": list(record.caveats),
        "claims": [{"claim": s.claim, "says": s.says, "because": s.because} for s in record.stances],
        "source": source(record.source),
        **_age(record.read, record.review_by, today),
    }


_STUDIED = {
    "inside": "Studied in patients like this",
    "outside": "Studied in others",
    "undecided": "Cannot be told whether patients like this were studied",
}


def _result(result: Result, inside: dict[str, str]) -> Json:
    return {
        "id": result.id,
        "outcome": result.outcome,
        "at": result.at,
        "role": result.role,
        "met": result.met,
        "says": result.says,
        **_effect(result),
        "values": {arm: plain_number(value) for arm, value in result.values},
        "subgroups": [
            {"name": s.name, "n": s.n, "says": s.says, "this_patient": inside.get(s.name), **_effect(s)}
            for s in result.subgroups
        ],
        "interaction": result.interaction or None,
        "note": result.note,
        "source": source(result.source) if result.source else None,
    }


def _effect(each: Result | Subgroup) -> Json:
    sided = {0: "not stated", 1: 1, 2: 2}
    return {
        "measure": getattr(each, "measure", ""),
        "unit": getattr(each, "unit", ""),
        "estimate": None if each.estimate is None else plain_number(each.estimate),
        "interval": None if each.interval is None else [plain_number(n) for n in each.interval[:2]],
        "level": None if each.interval is None else plain(each.interval.level),
        "p": None if each.p is None else str(each.p),
        "sided": None if each.p is None else sided[each.p.sided],
    }


def _checked(id_: str, mirror: FromMirror | None) -> Json:
    """Whether the mirror holds the record, and what its abstract says of each number."""
    if mirror is None:
        return {"mirrored": None, "checks": []}
    article = mirror.records.get(id_)
    return {
        "mirrored": article is not None,
        "retracted": article is not None and article.is_retracted,
        "checks": [c._asdict() | {"status": c.status.value} for c in mirror.checks.get(id_, ())],
    }


def paper(found: Paper) -> Json:
    """A paper nobody has appraised, and the questions that found it."""
    return reading(found.article, found.reading) | {
        "questions": list(found.questions),
        "reported": [r._asdict() for r in found.reported],
    }


def reading(article: Article, read: Reading) -> Json:
    """What a record tells of itself; every sentence is a piece of it."""
    return {
        "pmid": article.pmid,
        "title": article.title.plain,
        "journal": article.journal.abbreviation,
        "year": article.pub_date.year,
        "doi": article.doi or None,
        "unappraised": True,
        "retracted": article.is_retracted,
        "study_type": read.study_type or None,
        "sample_size": None if read.size is None else read.size.n,
        "sample_size_words": None if read.size is None else read.size.words,
        "sentences": [{"text": s.text, "about": list(s.about)} for s in read.marked],
    }


def pool(together: Pool) -> Json:
    """A synthesis. Ratios are given as ratios, everything else on its own scale; intervals are 95 %."""
    found = together.synthesis
    assert found is not None

    def scaled(value: float) -> float:
        return round(math.exp(value) if together.is_ratio else value, 4)

    def shown_(e: Estimate) -> Json:
        return {"estimate": scaled(e.estimate), "low": scaled(e.low), "high": scaled(e.high), "p": round(e.p, 4)}

    return {
        **together.key._asdict(),
        "studies": [
            {
                "id": row.record.id,
                "applies": row.applies.value,
                "estimate": scaled(row.effect.estimate),
                "weight_percent": round(weight, 1),
                "role": row.result.role,
            }
            for row, weight in zip(together.rows, found.weights, strict=True)
        ],
        "common": shown_(found.common),
        "random_reml": shown_(found.random),
        "random_reml_hartung_knapp": shown_(found.hartung_knapp),
        "tau2": round(found.tau2, 6),
        "tau2_interval": [round(found.tau2_low, 6), round(found.tau2_high, 6)],
        "i2_percent": round(found.i2, 2),
        "q": round(found.q, 4),
        "q_p": round(found.q_p, 4),
        "prediction": [
            {"low": scaled(r.low), "high": scaled(r.high), "convention": r.convention} for r in found.predictions
        ],
    }


def claim(contested: Contested, answer: Answer | None = None) -> Json:
    where = {} if answer is None else {a.evidence.id: a.applies.value for a in answer.applied}
    return {
        "id": contested.claim.id,
        "text": contested.claim.text,
        **{
            side: [
                {"id": r.id, "title": r.title, "because": s.because, "n": r.n, "design": r.design, "year": r.year}
                | ({"applies": where[r.id]} if r.id in where else {})
                for r, s in contested.stances
                if s.says == side
            ]
            for side in ("for", "against", "complicates")
        },
    }


def vocabulary(pack: Pack) -> Json:
    """What `osler bedside --vocabulary` prints: every fact a facts file may state."""
    return {"pack": pack.id, "title": pack.title, "facts": [_term(t) for t in pack.vocabulary.terms.values()]}


def _term(term: Term) -> Json:
    values = {"finding": ["present", "absent"], "number": [], "date": []}
    return {
        "name": term.name,
        "label": term.label,
        "kind": term.kind,
        "question": term.question,
        "values": values.get(term.kind, list(term.values)),
        "units": list(term.units),
        "unit_needed": term.unit_needed,
        "range": None if term.low is None else [_number(term.low), _number(term.high)],
        "course": term.course,
        "gives": term.gives or None,
        "detail": term.needs_detail or None,
        "aliases": list(term.aliases),
        "codes": [*term.codes, *term.code_values],
        "source": term.source or None,
    }
