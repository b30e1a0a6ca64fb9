"""How long somebody read, as honestly as it can be known.

The browser counts the time in which a page is visible, has the focus and is being used, and says so every few seconds.
It is not believed: what it claims is cut to what can be true by the server's own clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta

# Osler's own bounds, not any scheme's.
BEAT_MOST = timedelta(seconds=60)  # one beat speaks for at most this; the page sends one every 15 seconds
SITTING_GAP = timedelta(minutes=30)  # after so long without a search or a paper, a new sitting begins
TOPIC_MOST = timedelta(minutes=60)  # counted for one question within one sitting
SITTING_MOST = timedelta(minutes=180)  # counted for all questions of a sitting


def counted(
    claimed: timedelta,
    *,
    now: datetime,
    opened_at: datetime,
    counted_until: datetime | None,
    topic_so_far: timedelta,
    sitting_so_far: timedelta,
) -> timedelta:
    """What of a beat counts: the time just before it, since the page was opened, that no other beat has counted.

    `counted_until` is the reader's, over all tabs: two tabs side by side never make two minutes of one. None: nothing
    was counted yet.
    """
    start = max(now - min(claimed, BEAT_MOST), opened_at, counted_until or opened_at)
    new = max(now - start, timedelta())
    left = min(TOPIC_MOST - topic_so_far, SITTING_MOST - sitting_so_far)
    return max(min(new, left), timedelta())
