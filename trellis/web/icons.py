"""Our own line icons: 24 × 24, stroke 1.6. Always beside words, never instead of them."""

#: name -> what stands inside the ``<svg>``.
ICONS: dict[str, str] = {
    "leaf": (
        '<path d="M12 21V9.5"/><path d="M12 13.5C7.2 13.5 5 10.5 5 5.5c5 0 7 3 7 8Z"/>'
        '<path d="M12 17.5c4.2 0 6.2-2.7 6.2-7.2-4.2 0-6.2 2.7-6.2 7.2Z"/><path d="M4 21h16"/>'
    ),
    "lock": '<rect x="5" y="11" width="14" height="9" rx="1.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "people": (
        '<circle cx="9" cy="8" r="3"/><path d="M3.5 19c.5-3.5 2.5-5 5.5-5s5 1.5 5.5 5"/>'
        '<path d="M15.5 5.3a3 3 0 0 1 0 5.4M17.5 14.5c1.8.7 2.8 2.2 3 4.5"/>'
    ),
    "globe": (
        '<circle cx="12" cy="12" r="8.5"/>'
        '<path d="M3.5 12h17M12 3.5c-5.5 5.5-5.5 11.5 0 17M12 3.5c5.5 5.5 5.5 11.5 0 17"/>'
    ),
    "check": '<path d="m5 12.5 4.5 4.5L19 7"/>',
    "open": '<circle cx="12" cy="12" r="6.5" stroke-dasharray="2.5 2.6"/>',
    "cross": '<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>',
    "plus": '<path d="M12 6v12M6 12h12"/>',
    "minus": '<path d="M6 12h12"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5v.2"/>',
    "wait": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.3 2"/>',
    "stop": '<path d="M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7Z"/><path d="M12 8v5M12 16v.2"/>',
    "undo": '<path d="M8.5 5 4.5 9l4 4"/><path d="M4.5 9h9a6 6 0 0 1 0 12H9"/>',
    "flag": '<path d="M6 21V4M6 5h11l-2.5 4 2.5 4H6"/>',
    "pen": '<path d="m5 19 .8-3.8L16 5l3 3L8.8 18.2 5 19Z"/>',
    "arrow": '<path d="M5 12h14M13.5 6.5 19 12l-5.5 5.5"/>',
    "hand": ('<path stroke-width="2.6" d="M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01"/>'),
    "camera": ('<path d="M4 8.5h3.5L9 6h6l1.5 2.5H20V19H4Z"/><circle cx="12" cy="13.3" r="3.3"/>'),
    "file": '<path d="M6.5 3.5h7.5l4 4V20.5h-11.5Z"/><path d="M14 3.5v4h4"/>',
    "chart": '<path d="M4 20h16"/><path d="m4.5 15 4.5-4 4 2.5 6.5-7"/>',
    "calendar": (
        '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>'
    ),
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "sound": (
        '<path d="M4 9.5v5h3.5l4.5 4v-13l-4.5 4Z"/>'
        '<path d="M15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>'
    ),
}

#: Icons that point along the line of reading and must turn round in right-to-left pages.
TURNING = frozenset({"arrow", "undo", "sound", "chart"})
