"""What is given from outside as JSON, read into values: by the command line and by the API alike. Every fault of it at once."""
