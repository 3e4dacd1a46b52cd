"""Markdown as text: how it is read, what in it is prose, and how prose is counted."""
