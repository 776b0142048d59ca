"""Process mining: a log of others held against a procedure, event by event, by the engine itself."""
