"""Wires everything together: settings, URLs, server entry. Nothing imports it."""
