"""The subcommands of actplot, a module for each."""
