"""The docs systems that make the article when they build a site, a module for each."""
