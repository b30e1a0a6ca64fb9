"""`osler bench direction`: did the outcome go up, down, or not significantly? Against evidence-inference.

Cross-validated by article: no sentence is judged by a model that saw its article. Beside it, in the same
folds: fixed rules, and TF-IDF with logistic regression over the same texts. `--save` grows the forest that ships.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from lxml import etree
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import mutual_info_classif
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from osler.bedside.direction import features, model
from osler.bedside.direction.clean import clean, p_values
from osler.bedside.direction.model import LABELS, Forest
from osler.bedside.direction.roles import stem, words

Json = dict[str, Any]
SEED = 0
FOLDS = 5
_SHIPPED = Path(model.__file__).with_name(model.FILE)


class Example(NamedTuple):
    """One annotation that both annotators accepted."""

    intervention: str
    comparator: str
    outcome: str
    text: str  # the gold span
    label: int  # place in LABELS
    article: str  # PMCID


@click.command("direction")
@click.option("--prompts", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--annotations", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--articles", type=click.Path(file_okay=False, path_type=Path), help="Full texts (PMCnnn.nxml.gz).")
@click.option("--nested", is_flag=True, help="Also choose the features anew inside every fold (slow).")
@click.option("--save", is_flag=True, help="Grow the forest that ships, from all of these examples.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output.")
def command(prompts: Path, annotations: Path, articles: Path | None, nested: bool, save: bool, as_json: bool) -> None:
    """Macro-F1 of the direction of a result, on gold spans and end to end."""
    examples = read(prompts, annotations)
    rows = [_row(e, e.text) for e in examples]
    found = evaluate(examples, rows, articles or _beside(annotations))
    if nested:
        found["nested"] = nested_scores(examples, rows)
    if save:
        _SHIPPED.write_bytes(model.dump(grow(rows, [e.label for e in examples])))
        marks = sorted({_mark(e.article) for e in examples})
        _SHIPPED.with_suffix(".articles.txt").write_text("\n".join(marks) + "\n", "ascii")
        found["saved"] = {"file": _SHIPPED.name, "bytes": _SHIPPED.stat().st_size}
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else json.dumps(found, ensure_ascii=False, indent=2))


def read(prompts: Path, annotations: Path) -> list[Example]:
    """Valid annotations, each text of a prompt once."""
    asked = {p["PromptID"]: p for p in _lines(prompts)}
    seen: dict[tuple[str, str, int], Example] = {}
    for each in _lines(annotations):
        if each.get("Valid Label") != "True" or each.get("Valid Reasoning") != "True":
            continue
        prompt = asked.get(each["PromptID"])
        if prompt is None or not each["Annotations"].strip():
            continue
        label = 1 if each["Label"].startswith("no") else 2 if "increas" in each["Label"] else 0
        parts = (prompt["Intervention"], prompt["Comparator"], prompt["Outcome"], each["Annotations"])
        seen.setdefault((each["PromptID"], each["Annotations"], label), Example(*parts, label, each["PMCID"]))
    return list(seen.values())


def _row(example: Example, text: str) -> features.Features:
    return features.features(example.intervention, example.comparator, example.outcome, text)


def _lines(path: Path) -> Iterator[Json]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8")
    for line in text.splitlines():
        if line.strip():
            yield json.loads(line)


def evaluate(examples: Sequence[Example], rows: Sequence[features.Features], articles: Path | None) -> Json:
    """Every method in the same folds."""
    labels = np.array([e.label for e in examples])
    groups = np.array([e.article for e in examples])
    folds = list(GroupKFold(min(FOLDS, len(set(groups)))).split(examples, labels, groups))
    forests: list[Forest] = []

    def ours(train: Any, test: Any) -> list[int]:
        forest = grow([rows[i] for i in train], [examples[i].label for i in train])
        forests.append(forest)
        return [int(np.argmax(forest.shares(rows[i]))) for i in test]

    methods: dict[str, Callable[[Any, Any], Any]] = {
        "osler": ours,
        "rules": lambda _, test: [rule(examples[i]) for i in test],
        "tfidf_logistic": lambda train, test: tfidf(examples, train, test),
    }
    found: Json = {
        "examples": len(examples),
        "articles": len(set(groups)),
        "labels": {LABELS[k]: n for k, n in sorted(Counter(labels.tolist()).items())},
        "folds": len(folds),
        "wanted": "macro-F1 above 0.80 on gold spans",
    }
    for name, method in methods.items():
        begun, predicted = time.perf_counter(), np.zeros_like(labels)
        for train, test in folds:
            predicted[test] = method(train, test)
        found[name] = _scores(labels, predicted) | {"seconds": round(time.perf_counter() - begun, 1)}
    found["macro_f1"] = found["osler"]["macro_f1"]
    found["shipped"] = _of_shipped(examples, rows)
    found["end_to_end"] = end_to_end(examples, folds, forests, articles)
    return found


def nested_scores(examples: Sequence[Example], rows: Sequence[features.Features]) -> Json:
    """How many and which features, chosen by the articles of each training part alone; judged on the rest.

    It cannot take back that a person thought the features up while reading these articles.
    """
    labels = np.array([e.label for e in examples])
    groups = np.array([e.article for e in examples])
    predicted, chosen = np.zeros_like(labels), []
    for train, test in GroupKFold(FOLDS).split(examples, labels, groups):
        fitted, held = next(GroupKFold(4).split(train, groups=groups[train]))
        ranked = _ranked([rows[i] for i in train[fitted]], labels[train[fitted]])
        best = max((15, 30, len(ranked)), key=lambda n: _held_out(rows, labels, train[fitted], train[held], ranked[:n]))
        kept = _ranked([rows[i] for i in train], labels[train])[:best]
        forest = grow([_only(rows[i], kept) for i in train], labels[train].tolist())
        predicted[test] = [int(np.argmax(forest.shares(_only(rows[i], kept)))) for i in test]
        chosen.append(len(kept))
    return _scores(labels, predicted) | {"features_kept": chosen}


def _ranked(rows: Sequence[features.Features], labels: Any) -> list[str]:
    """Features by what they tell of the label."""
    names = list(features.names(rows))
    table = np.array([[float(row.get(name, 0)) for name in names] for row in rows])
    told = mutual_info_classif(table, labels, random_state=SEED)
    return [names[i] for i in np.argsort(-told)]


def _held_out(rows: Sequence[features.Features], labels: Any, fitted: Any, held: Any, kept: Sequence[str]) -> float:
    forest = grow([_only(rows[i], kept) for i in fitted], labels[fitted].tolist())
    told = [int(np.argmax(forest.shares(_only(rows[i], kept)))) for i in held]
    return float(_scores(labels[held], told)["macro_f1"])


def _only(row: features.Features, kept: Sequence[str]) -> features.Features:
    return {name: row[name] for name in kept if name in row}


def _scores(labels: Any, predicted: Any) -> Json:
    each = f1_score(labels, predicted, average=None, labels=[0, 1, 2], zero_division=0)
    return {
        "macro_f1": round(float(f1_score(labels, predicted, average="macro", labels=[0, 1, 2], zero_division=0)), 4),
        "f1": {LABELS[k]: round(float(f), 4) for k, f in enumerate(each)},
    }


def grow(rows: Sequence[features.Features], labels: Sequence[int]) -> Forest:
    """The same forest for the same rows: seeded, one thread's order does not matter."""
    names = tuple(features.names(rows))
    table = np.array([[float(row.get(name, 0)) for name in names] for row in rows])
    grower = HistGradientBoostingClassifier(
        max_iter=200, learning_rate=0.06, max_leaf_nodes=15, l2_regularization=1.0, min_samples_leaf=15,
        class_weight="balanced", early_stopping=False, random_state=SEED,
    ).fit(table, labels)  # fmt: skip
    return model.grown(names, grower._baseline_prediction, grower._predictors)


def tfidf(examples: Sequence[Example], train: Any, test: Any) -> Any:
    """The peer: words and pairs of words of prompt and span."""
    texts = [f"{e.intervention} [I] {e.comparator} [C] {e.outcome} [O] {e.text}" for e in examples]
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    table = vectors.fit_transform([texts[i] for i in train])
    peer = LogisticRegression(C=10, max_iter=2000, class_weight="balanced")
    peer.fit(table, [examples[i].label for i in train])
    return peer.predict(vectors.transform([texts[i] for i in test]))


def rule(example: Example) -> int:
    """The peer without learning: a missing significance, else the first word of direction, else the ratio."""
    text = clean(example.text)
    row = _row(example, example.text)
    judged = p_values(text)
    if row["nosig"] or row["similar"] or (judged and not any(p.significant for p in judged)):
        return 1
    for name in ("moved_first", "valued_first", "ratio", "percent_ordered", "measured_ordered", "column_1_2"):
        if row.get(name):
            return 2 if row[name] > 0 else 0
    return 1


def _of_shipped(examples: Sequence[Example], rows: Sequence[features.Features]) -> Json:
    """The shipped forest on articles it was not grown from; None where there are none."""
    if not _SHIPPED.exists():
        return {"macro_f1": None, "note": "no forest shipped"}
    forest = model.shipped()
    known = _trained_on()
    new = [i for i, e in enumerate(examples) if _mark(e.article) not in known]
    size = {"bytes": _SHIPPED.stat().st_size, "unseen_examples": len(new)}
    if not new:
        return size | {"macro_f1": None, "note": "grown from all of these articles"}
    predicted = [int(np.argmax(forest.shares(rows[i]))) for i in new]
    return size | _scores([examples[i].label for i in new], predicted)


def _trained_on() -> set[str]:
    listed = _SHIPPED.with_suffix(".articles.txt")
    return set(listed.read_text("ascii").split()) if listed.exists() else set()


def _mark(article: str) -> str:
    return hashlib.sha256(article.encode()).hexdigest()[:8]


def _beside(annotations: Path) -> Path | None:
    folder = annotations.resolve().parents[2] / "jats" if len(annotations.resolve().parents) > 2 else None
    return folder if folder is not None and folder.is_dir() else None


def end_to_end(examples: Sequence[Example], folds: Any, forests: Sequence[Forest], articles: Path | None) -> Json:
    """From a full text: its likeliest sentence is found first, then judged by a forest that never saw the article."""
    if articles is None:
        return {"macro_f1": None, "note": "no full texts given (--articles)"}
    truth, predicted, hits = [], [], 0
    read_: dict[str, list[str]] = {}
    for (_, test), forest in zip(folds, forests, strict=True):
        for i in test:
            example = examples[i]
            if example.article not in read_:
                read_[example.article] = list(_sentences(articles / f"PMC{example.article}.nxml.gz"))
            sentences = read_[example.article]
            if not sentences:
                continue
            text = likeliest(example, sentences)
            hits += _overlap(text, example.text)
            truth.append(example.label)
            predicted.append(int(np.argmax(forest.shares(_row(example, text)))))
    if not truth:
        return {"macro_f1": None, "note": "none of these articles is among the full texts"}
    evidence = {"examples": len(truth), "articles": sum(bool(s) for s in read_.values())}
    return evidence | _scores(truth, predicted) | {"sentence_found": round(hits / len(truth), 3)}


def _sentences(path: Path) -> Iterator[str]:
    if not path.exists():
        return
    tree = etree.fromstring(gzip.decompress(path.read_bytes()), etree.XMLParser(resolve_entities=False, recover=True))
    for element in tree.iter("p", "tr"):
        text = " ".join("".join(str(part) for part in element.itertext()).split())
        yield from (s for s in re.split(r"(?<=[.!?])\s+(?=[A-Z(])", text) if 20 < len(s) < 1500)


def likeliest(example: Example, sentences: Sequence[str]) -> str:
    """The sentence that shares most with outcome and arms and speaks of a result."""
    parts = {"i": example.intervention, "c": example.comparator, "o": example.outcome}
    wanted = {part: {stem(w) for w in words(text)} for part, text in parts.items()}

    def fits(sentence: str) -> float:
        here = {stem(w) for w in words(sentence)}
        share = {part: len(names & here) / (len(names) or 1) for part, names in wanted.items()}
        plain = clean(sentence)
        result = bool(p_values(plain)) + 0.7 * ("significan" in plain or "differ" in plain)
        return 2 * share["o"] + 0.6 * share["i"] + 0.4 * share["c"] + 0.5 * result

    return max(sentences, key=fits)


def _overlap(found: str, gold: str) -> bool:
    a, b = set(words(found)), set(words(gold))
    return len(a & b) / (len(b) or 1) > 0.5
