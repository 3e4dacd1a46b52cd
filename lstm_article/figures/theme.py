"""The figures' colours, by role, light, dark and of a forced palette; and the style sheet that paints them."""

# Each role's colour in the light and the dark theme: Okabe and Ito's palette for lines, tints of it for areas. Light
# orange and green are darker than in the palette, as curves' names have them too. The contrast with what is behind is
# 4.5:1 or more for text and 3:1 or more for lines, except the chart's grid, which stays in the background.
THEME = {
    "background": ("#ffffff", "#14171b"),
    "body": ("#f4f6f8", "#1c2127"),
    "outline": ("#7a838e", "#7b848f"),
    "grid": ("#d4d9df", "#313840"),
    "ink": ("#1a1f26", "#e9ecf0"),
    "muted": ("#56606b", "#a3acb8"),
    "layer": ("#d8ecf9", "#12344a"),
    "layer-line": ("#0072b2", "#56b4e9"),
    "operator": ("#fdecc9", "#49330c"),
    "operator-line": ("#c05500", "#e69f00"),
    "concatenation": ("#e9f8f3", "#0b3b2d"),
    "concatenation-line": ("#00835f", "#00a97b"),
}
# The system's colour for each role where the reader has set a palette for all pages, as for high contrast: the rest is
# `CanvasText`, which the system keeps legible on `Canvas`.
FORCED = {
    **dict.fromkeys(THEME, "CanvasText"),
    **dict.fromkeys(("background", "body", "layer", "operator", "concatenation"), "Canvas"),
    "grid": "color-mix(in srgb,CanvasText 30%,Canvas)",
}


def _style() -> str:
    """Return a style sheet for both themes: a page may set the colour `--lstm-ROLE`; else a colour scheme decides.

    In a page it is the page's `color-scheme`, for an inline figure and for one in an `<img>`. For a figure opened by
    itself, and for an image in a page that sets none, it is the reader's. Forced colours go before all these.
    """
    forced = "".join(
        f"{','.join(f'.lstm-{name}-{role}' for role in THEME if FORCED[role] == system)}{{{name}:{system}}}"
        for system in dict.fromkeys(FORCED.values())
        for name in ("fill", "stroke")
    )
    light, both = (
        "".join(
            f".lstm-{name}-{role}{{{name}:var(--lstm-{role},{colour.format(*colours)})}}"
            for role, colours in THEME.items()
            for name in ("fill", "stroke")
        )
        for colour in ("{0}", "light-dark({0},{1})")
    )
    scheme = "svg:root{color-scheme:light dark}"
    themes = f"{light}@media screen{{{scheme}@supports(color:light-dark(red,red)){{{both}}}}}"
    return f"{themes}@media(forced-colors:active){{{forced}}}"


STYLE = _style()

# For a page that shows figures, which follow its `color-scheme`. Many themes set none, or only where they are dark, and
# browsers then paint figures in the reader's scheme, not the page's. A page is dark by a class or an attribute of its,
# or where that says `auto`, if the reader's is. In a layer: what the theme itself says of `color-scheme` goes first.
PAGE_STYLE = (
    "@layer{:root{color-scheme:light}"
    ":is(html,body):is(.dark,.quarto-dark,[data-theme=dark]){color-scheme:dark}"
    "@media(prefers-color-scheme:dark){:is(html,body)[data-theme=auto]{color-scheme:dark}}}"
)
