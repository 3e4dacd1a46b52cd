"""A user's templates: where they come from, the sandbox they are rendered in, their labels and marks."""
