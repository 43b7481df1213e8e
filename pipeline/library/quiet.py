"""The library's way to ``pipeline.quiet``, which the layer of the models shares."""

from pipeline.quiet import silence

__all__ = ["silence"]
