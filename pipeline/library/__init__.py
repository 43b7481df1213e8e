"""The exemplar library (范文库): parse, mask, embed, store, search."""
