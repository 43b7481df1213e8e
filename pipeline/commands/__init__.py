"""The commands of the command line, one module per subject; each command imports what it needs when it runs."""
