"""The icons: a few strokes each, drawn for Osler."""

from __future__ import annotations

from markupsafe import Markup

_SHAPES = {
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "alert": '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.5m0 2.6v.1"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5m0-8.2v.1"/>',
    "out": '<path d="M9 6h9v9M18 6 6 18"/>',
    "cite": '<path d="M10 7c-3 1-4.5 3-4.5 6.2V17H10v-4.5H7.600M19 7c-3 1-4.5 3-4.5 6.200V17H19v-4.5h-2.4"/>',
    "filter": '<path d="M4 7h16M7 12h10M10 17h4"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "previous": '<path d="M15 5 8 12l7 7"/>',
    "next": '<path d="m9 5 7 7-7 7"/>',
    "feed": '<path d="M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14"/><circle cx="6" cy="18" r="1"/>',
    "id": '<circle cx="12" cy="12" r="9"/><path d="M9 10v6m0-8.5v.1M12 10v6h1.5a3 3 0 0 0 0-6z"/>',
    "up": '<path d="M12 19V5m-6 6 6-6 6 6"/>',
    "down": '<path d="M12 5v14m-6-6 6 6 6-6"/>',
    "grip": '<path d="M9 6v.1M15 6v.1M9 12v.1m6-.1v.1M9 18v.1m6-.1v.1"/>',
    "refs": '<path d="M5 6h14M5 12h14M5 18h9"/>',
}
_ICONS = {
    name: Markup(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>')
    for name, shape in _SHAPES.items()
}


def icon(name: str) -> Markup:
    """The icon as SVG, hidden from screen readers: words beside it say what it means."""
    return _ICONS[name]
