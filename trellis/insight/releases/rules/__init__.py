"""Rules of releases: who may publish and read them; how a table is protected. Pure functions."""
