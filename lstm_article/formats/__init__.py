"""The article in each format and, as Markdown, in the idiom of each docs system."""
