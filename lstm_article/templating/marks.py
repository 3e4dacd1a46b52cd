"""The marks that stand in a rendered template for what is put in later: numbers, and optional paragraphs."""

MARKS = ("\ue000", "\ue001")  # stand around what is put in later; no template has them
UNMADE = "changes a mark (U+E000 to U+E001) of a tag or function; print what these give once and unchanged"
