"""An article: rendered from its template, composed to a length, its figures and citations numbered."""
