"""Dry runs: the same content, through the same checks and adapters, to accounts in the sandbox, in quick time."""
