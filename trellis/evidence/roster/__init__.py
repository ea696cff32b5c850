"""Room: students, classes, enrollments, teachers of record, guardians."""
