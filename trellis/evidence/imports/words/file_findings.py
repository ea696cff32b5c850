"""What findings of results files say. Codes are stable; sentences never repeat a cell."""

from django.utils.translation import gettext_noop as _

#: What the reading process says of a file it cannot take -> our stable code.
REFUSALS: dict[str, str] = {
    "no_template": "T01",
    "nearest": "T02",
    "ambiguous": "T03",
    "roster": "T04",
    "notes": "T05",
    "person_columns": "T06",
    "template_wrong": "T07",
    "empty": "T08",
    "encoding": "T09",
    "not_text": "T10",
    "broken_quote": "T11",
    "not_a_table": "T12",
    "too_many_columns": "T13",
    "too_many_rows": "T13",
    "too_big": "T14",
    "unfolds": "T14",
    "macros": "T15",
    "entities": "T16",
    "damaged": "T17",
    "several_files": "T18",
    "memory": "T19",
}
FILE_SENTENCES: dict[str, str] = {
    "T01": _(
        "No template knows these columns. Map them once in the browser; the next file comes in by itself."
    ),
    "T02": _(
        "The file looks like one of our templates but lacks columns. Export it whole, or map it by hand."
    ),
    "T03": _("Several templates fit and the file does not say which. Choose one."),
    "T04": _("This is a roster, not results. Send the OneRoster package on the page of rosters."),
    "T05": _("These are notes about students. Notes are not imported; they belong where they were written."),
    "T06": _(
        "A survey file must not say who answered, and this one has columns that do. Take them out, or map it "
        "as results of named students."
    ),
    "T07": _("The template cannot be used as it is."),
    "T08": _("The file has no rows with values below its header."),
    "T09": _(
        "The letters of this file cannot be read. Save it as “CSV UTF-8”, or say that it is Windows-1252."
    ),
    "T10": _("The file holds characters that no text has. It may be damaged."),
    "T11": _("A quotation mark is opened and never closed, so rows cannot be told apart."),
    "T12": _("This is not a table. Send CSV, XLSX, fixed-width text, Ed-Fi XML or OneRoster."),
    "T13": _("The file has more columns or rows than any results file can have."),
    "T14": _("The file unfolds to an enormous size and was not opened."),
    "T15": _("The workbook carries macros and was not opened. Save it as plain XLSX or CSV."),
    "T16": _("The file holds instructions that a table does not need; it was not opened."),
    "T17": _("The file is damaged and cannot be read. Export it again."),
    "T18": _("The archive holds several files. Send them one by one."),
    "T19": _("Reading the file needs more memory than it may use."),
    "A01": _("The row names no student. It was set aside."),
    "A02": _("A value cannot be read as what its column holds. The row was set aside."),
    "A03": _("A day cannot be read. The row was set aside; the template can say how days are written."),
    "A04": _("A value lies outside what this assessment can give. It was taken as it is."),
    "A05": _(
        "The row has more or fewer cells than the header, or a cell of enormous length. It was set aside."
    ),
    "A06": _("A code is not in the template’s list. It was kept as it is written."),
    "A07": _("The same row stands in the file twice. It counts once."),
    "A08": _("Two rows say different things about the same attempt. Both were set aside."),
    "A09": _("The student is not on the roster. The row waits and is tried again after each roster."),
    "A10": _("Several students have this number. The row waits for a person."),
    "A11": _("The template leaves this row out."),
    "A13": _("The file does not say of which school year this is. Say the year and send it again."),
    "A14": _("A title or a note, no row of the table."),
    "A15": _("The row brings nothing: every cell that the template reads is empty."),
    "A16": _("Something ends before it begins. The row was set aside."),
}
FILE_REASONS: dict[str, str] = {
    "few_matched": _("Fewer than nine in ten rows have their student."),
    "many_out_of_range": _("More than one value in twenty lies outside what the assessment can give."),
}

#: Why the choices for columns do not make a template yet.
MAPPING_SENTENCES: dict[str, str] = {
    "no_student": _("Choose the column with the number of the student."),
    "many_students": _("At most four columns can hold a number of the student."),
    "twice": _("Two columns hold the same thing. Only one can."),
    "item_without_points": _(
        "A column with names of items needs one with their points, and the other way round."
    ),
    "no_result": _("Choose at least one column with a result."),
}
