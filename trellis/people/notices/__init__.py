"""Room: what a person is told, where and when."""
