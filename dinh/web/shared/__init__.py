"""What every desk shares: the base page, who asks, a form made from a procedure, how a refusal is shown."""
