"""The mutation suite: sound drafts with one planted defect each, and what the checks make of them.

``python -m eval.mutants_score`` prints how many are caught. A kind (``eval.mutants.kind``) says how to plant a defect
and which families of rules have to notice it.
"""
