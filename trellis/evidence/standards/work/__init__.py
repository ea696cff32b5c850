"""Reading frameworks in a child process."""
