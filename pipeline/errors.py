"""Every error that nigao raises on purpose, in one tree.

    NigaoError              never raised itself
    ├── UserError           what the user gave is wrong         exit 2
    └── ServiceError        a model, embedder or store failed   exit 3

The message is what the user reads: one line in Chinese that names the value at fault and the next
step. Anything that is not a NigaoError is a bug and keeps its traceback.
"""


class NigaoError(Exception):
    """Base of the tree; ``exit_code`` is what the command line returns."""

    exit_code = 2


class UserError(NigaoError):
    """The input, an option or a file is at fault: the user can mend it."""

    exit_code = 2


class ServiceError(NigaoError):
    """Something nigao depends on failed: the user's input is not at fault and is not lost."""

    exit_code = 3
