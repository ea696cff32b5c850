"""Door: the `trellis` command."""
