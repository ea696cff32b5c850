"""The API: who reads what through a token."""
