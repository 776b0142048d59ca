"""Who may read and do what, and why not: finders that give a case only to whom it may be shown."""
