"""Citizens: find a procedure by plain words, see what to bring, how long and what it costs, and where one's case stands."""
