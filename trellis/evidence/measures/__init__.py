"""Room: measures, assessments, results; the only place that reads student rows."""
