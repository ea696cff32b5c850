"""What each finding says to a school secretary. Codes are stable; sentences never repeat a cell."""

from django.utils.translation import gettext_noop as _

from trellis.evidence.imports.words.file_findings import FILE_REASONS, FILE_SENTENCES

#: code -> the sentence; what to do is part of it where there is something to do.
SENTENCES: dict[str, str] = {
    "P01": _("This is not a zip file or a folder. Send the zip that your student system makes, unchanged."),
    "P02": _("The zip file is damaged. Export it again and send the new one."),
    "P03": _("The zip file is locked with a password. Export it without one."),
    "P04": _("The zip file names places outside itself or has folders in folders. Put the files at the top."),
    "P05": _("The package holds a link in place of a file. Export it again as plain files."),
    "P06": _("The package holds more than 64 files. A roster has at most 23."),
    "P07": _("The package unfolds to far more than a roster can hold. It was not opened."),
    "P08": _("The package holds the same file twice. We cannot know which one is meant."),
    "P09": _("The package holds another archive. Send the roster files themselves in one zip."),
    "P10": _("None of the files is a OneRoster file. Ask for the export called “OneRoster CSV”."),
    "P11": _("Reading the package needs more memory than it may use. A file is not what its name says."),
    "P12": _("The reading of the package was stopped. Nothing was changed."),
    "P20": _(
        "These are files for Microsoft School Data Sync, not OneRoster. Ask for the OneRoster CSV export."
    ),
    "F02": _("The file has a first line and no rows. It was left out; nothing is removed because of it."),
    "F03": _("A quotation mark is opened and never closed properly, so rows cannot be told apart."),
    "F04": _("The file is not in UTF-8. Save it as “CSV UTF-8”, or tell us that it is in Windows-1252."),
    "F05": _("The file holds characters that no text has. It may be damaged."),
    "F06": _("The cells are divided by semicolons or tabs. OneRoster wants commas."),
    "F07": _("The file has more columns than any roster file can have."),
    "F08": _("A column is there twice."),
    "F09": _("A column is named or placed a little differently than the standard says."),
    "F10": _("A column is not known and was left out."),
    "F11": _("A cell holds a line break. The row was set aside."),
    "F12": _("A cell is longer than any roster cell can be. The row was set aside."),
    "F13": _("The row has more or fewer cells than the first line. It was set aside."),
    "F14": _("The column sourcedId is missing: without it no row can be recognised again."),
    "F15": _("A file that the computer adds by itself was left out."),
    "F16": _("The files lie in a folder inside the zip. They were read all the same."),
    "F17": _("A column that the standard requires is missing."),
    "F18": _("The manifest does not say version 1.0 of itself. It was read all the same."),
    "F19": _("There is no manifest, so each file was taken for the whole truth. Please look at the plan."),
    "F20": _("The manifest names a version of OneRoster that we do not know."),
    "F21": _("The manifest does not say whether a file is whole, a change, or absent."),
    "F22": _("The file is there but the manifest does not say how to read it. Please look at the plan."),
    "F23": _("The manifest says that this file is absent, so it was left out."),
    "F24": _("The manifest promises this file and it is not there. What it would hold stays as it is."),
    "F25": _("The file name is written a little differently than the standard says."),
    "F26": _("A file that is not part of OneRoster was left out."),
    "R01": _("A cell that must be filled is empty."),
    "R02": _("An id holds characters that the standard does not allow."),
    "R03": _("The same id is there twice."),
    "R04": _("A date is not written year-month-day."),
    "R05": _("A date does not exist, or something ends before it begins."),
    "R06": _("Yes or no is not written true or false."),
    "R07": _("A word is not one of the words that the standard knows."),
    "R08": _("The school year is not the four digits of the year in which it ends."),
    "R09": _("Subjects and subject codes are not of the same number."),
    "R10": _("The other ids of a user are not written {Type:Id}."),
    "R11": _("The file says it is whole, yet its rows carry a status or a date."),
    "R12": _("A row of changes has no status or no date, or is older than what we have."),
    "R13": _("The status is neither active nor tobedeleted."),
    "R14": _("The password column is filled. Passwords are never kept; please leave them out of the export."),
    "R15": _(
        "A score is not a number, or lies outside its range. A score above the range may be extra credit."
    ),
    "X01": _(
        "The row names something that is neither in the package nor known here, such as a school, a class or "
        "a user. It was set aside, and so was what hangs on it."
    ),
    "X02": _("Organizations or terms lie in each other in a circle, or far too deep."),
    "X03": _("A school column names a place that is not a school."),
    "X04": _("A course names a term where the school year should be. The course was imported."),
    "X05": _("A person has two main roles at one place, or a class two main teachers at once."),
    "X06": _("A role names the profile of another user. The role was set aside."),
    "X07": _(
        "A role in a class does not fit the role of the person, so this place in the class was left out. "
        "The person was imported."
    ),
    "X08": _("A class has a term that has not begun. It is shown with the day it starts."),
    "X09": _("Something is left alone: a class, a student or a school."),
    "X10": _("A person would become principal, administrator or leader. Somebody must say yes to that."),
    "X11": _(
        "Somebody here already uses this e-mail address. We will not guess whether it is the same person."
    ),
    "X12": _("Two ids stand for one number of a student. Both were kept; please compare them."),
    "X14": _("Another system goes first for these. What it sends stands."),
    "X13": _(
        "Many students have new ids and their old numbers. The student system may have changed its ids."
    ),
}

#: (code, file) -> the sentence, where the file decides what was found.
SENTENCES_OF_FILE: dict[tuple[str, str], str] = {
    ("X05", "enrollments"): _("A class has two main teachers at once. Both were kept."),
    ("X05", "roles"): _("A person has two main roles at one place. One of them should be secondary."),
    ("X07", "classes"): _("A class meets outside the school years of its school. It was imported."),
    ("X07", "results"): _("A result is of a student who is not in the class it is for. It was taken."),
    ("X09", "classes"): _("A class has no teacher."),
    ("X09", "users"): _("A student is in no class."),
    ("X09", "orgs"): _("A school or department has nobody in it."),
}

#: Why an import waits for a person.
REASONS: dict[str, str] = {
    "first_import": _("It is the first import from this system."),
    "paused": _("This system has a pause today; nothing of it is written by itself."),
    "many_removals": _("More would be removed than goes by itself."),
    "many_changes": _("More would change than goes by itself."),
    "school_removals": _("One school would lose more than goes by itself."),
    "organization_disappears": _("A school or department would disappear."),
    "rekey": _("Many students seem to have new ids."),
    "many_set_aside": _("More than one row in twenty was set aside."),
    "raised_roles": _("Somebody would become principal, administrator or leader."),
    "email_in_use": _("A new id uses the e-mail address of somebody who is already here."),
    "no_manifest": _("There is no clear manifest, so we cannot know what is left out on purpose."),
    "dry_run": _("This was a trial; nothing was written."),
    "unknown_roles": _("Some roles are not known."),
}
SENTENCES |= FILE_SENTENCES
REASONS |= FILE_REASONS
