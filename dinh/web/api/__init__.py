"""The HTTP API: the verbs of the command line under `/api/`, in the same shapes, described at `/api/openapi.json`.

A file is one thing: `route` what surrounds every verb, `shapes` `moves` what goes in and out, `problems` how a refusal is told,
`cases` `house` `versions` `files` `signing` the verbs, `document` the description. Rule to keep: a verb is a route of one table, from
which both the addresses and the description are made.
"""
