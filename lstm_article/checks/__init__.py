"""What is checked of an article, a module for each check, and the report of all."""
