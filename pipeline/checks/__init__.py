"""Checks: ``check(...)`` answers findings for any text, whoever wrote it."""
