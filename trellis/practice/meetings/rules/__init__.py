"""Who may and when may, and how days, minutes and voices are reckoned."""
