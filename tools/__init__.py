"""What `./dev` is made of. Standard library only and Python 3.11, since it runs before anything is installed."""
