"""The icons: a few strokes each, drawn for Osler."""
# ruff: noqa: E501  # a shape is one line

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
    "like": '<path d="M7 20V10l4.500-7c1.700.3 2.300 1.600 1.900 3.200L12.600 9H18c1.500 0 2.400 1.200 2 2.600l-1.900 6.600c-.3 1.100-1.200 1.800-2.300 1.800z"/><path d="M7 10H3.500v10H7"/>',
    "dislike": '<path d="M17 4v10l-4.500 7c-1.700-.3-2.300-1.600-1.900-3.200l.8-2.800H6c-1.500 0-2.400-1.200-2-2.600l1.900-6.600C6.200 4.700 7.100 4 8.200 4z"/><path d="M17 14h3.500V4H17"/>',
    "save": '<path d="M6.500 3.500h11v17L12 16.200l-5.500 4.300z"/>',
    "bell": '<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15z"/><path d="M10 21h4"/>',
    "check": '<path d="m5 12.500 4.500 4.500L19 7"/>',
    "note": '<path d="M5 19.500V16L16 5l3.500 3.500-11 11z"/>',
    "people": '<circle cx="9" cy="8.500" r="3.500"/><path d="M2.500 19.500c.6-3.600 3-5.500 6.500-5.500s5.900 1.900 6.500 5.500M15.500 5.300a3.500 3.500 0 0 1 0 6.400M18 14.500c2 .8 3.100 2.500 3.500 5"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 .4l3-3a4.200 4.200 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4.200 4.200 0 0 0 6 6l1-1"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "follow": '<circle cx="12" cy="12" r="8.5"/><path d="M12 8.5v7M8.5 12h7"/>',
    "more": '<circle cx="5.500" cy="12" r=".7"/><circle cx="12" cy="12" r=".7"/><circle cx="18.500" cy="12" r=".7"/>',
    "settings": '<path d="M4 7h9m5 0h2M4 17h3m5 0h8"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "person": '<circle cx="12" cy="8.5" r="4"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>',
    "learn": '<path d="M2.500 9.500 12 5l9.500 4.500L12 14z"/><path d="M6.500 11.500v5c3.200 2.300 7.800 2.300 11 0v-5M21.500 9.500v5"/>',
    "refs": '<path d="M5 6h14M5 12h14M5 18h9"/>',
}
_ICONS = {
    name: Markup(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>')
    for name, shape in _SHAPES.items()
}


def icon(name: str) -> Markup:
    """The icon as SVG, hidden from screen readers: words beside it say what it means."""
    return _ICONS[name]
