"""Pages of answers, need groups, supports and the adults who know each student."""
