"""What a person sees and ends of the own account: sessions, tokens, password."""
