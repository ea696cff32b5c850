"""Reading, checking, planning and applying: the body of an import."""
