"""Rules of cycles: who may, when may, what is enough. Pure functions over plain facts."""
