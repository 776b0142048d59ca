"""What ends a person's sessions and API tokens, and what is shown of them. Passwords are in `store.accounts`.

Rule to keep: everything is keyed by the person's name, as a restore beside other houses expects (`store.archive`).
"""
