"""Door: web sockets."""
