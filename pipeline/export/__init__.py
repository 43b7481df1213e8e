"""A finished draft as a file: text, Markdown, JSON."""
