"""Looking for a protocol."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.library.queries import Wish
from trellis.practice.library.words import ProtocolUse


class FindForm(forms.Form):
    """What for, how many people, how many minutes, a word; all may stay empty."""

    use = forms.ChoiceField(
        label=_("What for?"), choices=[("", _("Anything")), *ProtocolUse.choices], required=False
    )
    people = forms.IntegerField(label=_("People"), min_value=1, max_value=100, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=240, required=False)
    text = forms.CharField(label=_("A word in it"), max_length=60, required=False)

    def wish(self) -> Wish:
        """Return what is looked for; what cannot be read is not asked for."""
        self.is_valid()
        found = self.cleaned_data
        return Wish(
            use=found.get("use") or "",
            people=found.get("people") or 0,
            minutes=found.get("minutes") or 0,
            text=found.get("text") or "",
        )
