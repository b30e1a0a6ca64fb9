"""Making a reader's feed: what is new is asked of the mirror, ordered by what the reactions taught, and kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from osler.feed import preference
from osler.feed.assemble import Candidate, assemble
from osler.follows import met, queries, why
from osler.follows.likeness import likeness
from osler.follows.mirror import Mirror
from osler.follows.models import Choices, Follow, Item
from osler.follows.services.choosing import choices_of
from osler.library import queries as library
from osler.library.queries.reactions import Reacted
from osler.people.models import User
from osler.search.terms import Terms

REACTIONS = 300  # the newest are learned from
LESS = 1.5  # spreads of the scores that a paper falls by which is just like one of which fewer are wished
_VISIT = timedelta(minutes=5)
_KEPT_DAYS = 180  # items are forgotten after; a paper that old is new to nobody


def refresh(user: User, mirror: Mirror, *, force: bool = False, choices: Choices | None = None) -> bool:
    """Make the feed anew where the mirror, the follows, the choices or the reactions changed; False where none did.
    `choices`: the reader's row, where it is at hand.

    What was seen or sent stays where it is and is never brought again; the rest of today's is ordered anew.
    """
    choices = choices or choices_of(user)
    if not force and not _stale(user, choices, mirror.engine.revision):
        return False
    reacted = library.reactions(user)
    now, revision = timezone.now(), mirror.engine.revision
    today = _day(user)
    done = _done(user, today) | {each.pmid for each in reacted}
    follows = list(Follow.objects.filter(user=user).order_by("pk"))
    fewer = [each.pmid for each in queries.fewer(user)]
    found = met.newest(follows, mirror, without=done.union(fewer), muted=queries.mutes(user))
    records = mirror.read(found)
    learned = learn(reacted if user.personalised else [], mirror, records)
    learned.less = LESS * likeness(learned.rows, mirror.read(fewer), mirror.space)
    candidates = [
        met.candidate(each, at, found[each.pmid], *learned.of(at, found[each.pmid])) for at, each in enumerate(records)
    ]
    chosen = assemble(candidates, met.wishes(choices, done))
    _keep(user, today, chosen, learned, {each.pmid: each for each in records})
    Choices.objects.filter(pk=choices.pk).update(looked_revision=revision, made_at=now)
    return True


def seen(user: User, pmids: Iterable[int]) -> None:
    Item.objects.filter(user=user, pmid__in=list(pmids), seen_at=None).update(seen_at=timezone.now())


def visited(choices: Choices) -> None:
    """Now; a page looked at again and again is one visit."""
    now = timezone.now()
    if choices.visited_at is None or not timedelta(0) <= now - choices.visited_at < _VISIT:
        Choices.objects.filter(pk=choices.pk).update(visited_at=now)


def _stale(user: User, choices: Choices, revision: int) -> bool:
    """One query, and only where nothing cheaper tells."""
    if choices.made_at is None or choices.looked_revision != revision or choices.made_at < choices.changed_at:
        return True
    return library.reacted_since(user, choices.made_at)


def _day(user: User) -> date:
    """Today; never before the last day that has items, whatever the clock was set to."""
    latest = Item.objects.filter(user=user).aggregate(latest=Max("day"))["latest"]
    today = timezone.localdate()
    return max(today, latest) if latest else today


def _done(user: User, today: date) -> set[int]:
    """PMIDs that stay as they are: brought before today, or seen or sent today."""
    rows = Item.objects.filter(user=user)
    fresh = rows.filter(day=today, seen_at=None, sent_at=None).values("pk")
    return set(rows.exclude(pk__in=fresh).values_list("pmid", flat=True))


class Learned:
    """What a reader's reactions say of the papers at hand; of nothing where there are no likes."""

    def __init__(self, rows: preference.Rows, liked: preference.Rows, titles: dict[int, str]) -> None:
        self.rows, self.liked, self.titles = rows, liked, titles
        self.profile: preference.Profile | None = None
        self.scores = np.zeros(len(rows), np.float32)
        self.less = np.zeros(len(rows), np.float32)  # for being like what fewer are wished of
        self.which = np.full(len(rows), -1, np.int16)
        self.spread = 1.0  # of the scores
        self.place = {int(pmid): at for at, pmid in enumerate(rows.pmids)}

    def of(self, at: int, labels: Sequence[str]) -> tuple[float, str]:
        """(score, topic) of the paper in row `at`, which these follows brought."""
        score = float(self.scores[at]) / self.spread - float(self.less[at])
        if self.which[at] >= 0:
            return score, f"interest {self.which[at]}"
        return score, labels[0] if labels else f"paper {self.rows.pmids[at]}"


def learn(reacted: Sequence[Reacted], mirror: Mirror, records: Sequence[Terms]) -> Learned:
    """From the newest reactions; the papers must be in the mirror to teach."""
    newest = reacted[:REACTIONS]
    known = {each.pmid: each for each in mirror.read(each.pmid for each in newest)}
    likes = [known[each.pmid] for each in newest if each.value > 0 and each.pmid in known]
    dislikes = [known[each.pmid] for each in newest if each.value < 0 and each.pmid in known]
    rows = preference.rows(records, mirror.space)
    liked, disliked = preference.rows(likes, mirror.space), preference.rows(dislikes, mirror.space)
    learned = Learned(rows, liked, {each.pmid: each.fields.title for each in likes})
    if likes and len(rows):
        learned.profile = preference.learn(liked, disliked)
        scores, which = preference.scores([learned.profile], rows)
        learned.scores, learned.which = scores[0], which[0]
        learned.spread = float(learned.scores.std()) or 1.0
    return learned


def _keep(user: User, today: date, chosen: Sequence[Candidate], learned: Learned, records: dict[int, Terms]) -> None:
    with transaction.atomic():
        Item.objects.filter(user=user, day=today, seen_at=None, sent_at=None).delete()
        Item.objects.filter(user=user, day__lt=today - timedelta(days=_KEPT_DAYS)).delete()
        last = Item.objects.filter(user=user, day=today).aggregate(last=Max("place"))["last"]
        first = 0 if last is None else last + 1
        Item.objects.bulk_create(
            [
                Item(
                    user=user,
                    pmid=each.pmid,
                    day=today,
                    place=first + at,
                    score=each.score,
                    why=why.why(each, records[each.pmid], learned),
                )
                for at, each in enumerate(chosen)
            ],
            ignore_conflicts=True,  # two pages opened at once make it twice
        )
