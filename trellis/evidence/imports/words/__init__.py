"""Fixed vocabulary of imports. The reading process needs `tables` alone, without Django."""
