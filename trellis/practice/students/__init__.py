"""Need groups, supports and the adults who know each student."""
