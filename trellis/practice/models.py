"""Lists the tables of this floor for Django. Nobody imports it."""
