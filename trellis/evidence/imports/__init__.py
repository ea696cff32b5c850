"""Room: imports, one slice per format: staging, plan, guard, apply, undo."""
