"""Benchmarks: figures a person asks for with ``make bench``; nothing here runs as a test."""
