"""Plan and write: notes to outline to draft."""
