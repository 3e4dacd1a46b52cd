"""The figures, each a module of its name: drawn as shapes, painted by matplotlib, kept as files."""
