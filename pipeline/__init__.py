"""nigao: drafts official speeches and work reports from bullet notes, and proves what each sentence stands on."""

__version__ = "0.1.0"
