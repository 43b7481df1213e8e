"""The evaluation of nigao itself."""
