"""Charts drawn on the server: small frozen records become accessible SVG, without models or scripts."""
