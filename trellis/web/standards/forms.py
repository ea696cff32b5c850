"""The form of a framework."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FrameworkForm(forms.Form):
    """A file with a framework of academic standards."""

    file = forms.FileField(
        label=_("File of the framework"),
        help_text=_("A CASE package (JSON, 1.0 or 1.1) or Ed-Fi learning standards (XML), up to 64 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,.xml"}),
    )
