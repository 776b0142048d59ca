"""How much the web server does at once, in `dinh serve` and beside it in the bench."""

VIEWS = 4  # pages in the making: a small machine has no use for more
WRITING = 8  # those that write, or wait until they may: books that somebody else holds must not keep others from reading
SENDING = (
    16  # those that take in what is sent (`server.patience`), so that slow senders hold up no page
)
THREADS = VIEWS + WRITING + SENDING
BACKLOG = 768  # lines at once: each browser of an office keeps some open, and a process may have 1024 files
HEAD_SECONDS_MAX = (
    10  # a line on which no whole request begins for so long is closed; a browser makes a new one
)
FULL = "dinh.full"
"""In the environment of a request whose files did not fit on the disk: the fault, for whoever takes files."""
