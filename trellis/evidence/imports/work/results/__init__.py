"""Files of results, facts and figures: templates as data, a reading process, set-based plan and apply."""
