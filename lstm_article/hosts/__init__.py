"""The docs systems that make the article while they build, a module for each."""
