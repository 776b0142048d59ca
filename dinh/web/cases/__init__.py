"""One case: where it stands, what may be done and why not the rest, its contents, its proof and its log; and what a letter's QR opens."""
