"""The one-stop window: take a case in, say when it is ready and what it costs, give the result out."""
