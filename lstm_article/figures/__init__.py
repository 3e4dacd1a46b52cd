"""The figures: diagrams as tables, drawn on a canvas, kept as files while what they show is unchanged."""
