"""Work of measures that runs beside the pages."""
