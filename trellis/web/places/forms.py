"""Forms of organizations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.people.places.words import Accent

_AREA = forms.Textarea(attrs={"rows": 5})


class PublicPageForm(forms.Form):
    """The public face of an organization, in both languages at once."""

    model_name_en = forms.CharField(
        label=_("Name of your model, English"),
        max_length=120,
        help_text=_("What you call the way you work, for example “Learning Community Model”."),
    )
    model_name_es = forms.CharField(label=_("Name of your model, Spanish"), max_length=120)
    welcome_en = forms.CharField(
        label=_("Welcome, English"),
        widget=_AREA,
        max_length=3000,
        help_text=_("Short sentences that a sixth grader understands."),
    )
    welcome_es = forms.CharField(label=_("Welcome, Spanish"), widget=_AREA, max_length=3000)
    accent = forms.ChoiceField(label=_("Color"), choices=Accent, widget=forms.RadioSelect)
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("A PNG, JPEG or WebP picture, at most 256 kB.")
    )
    logo_alt_en = forms.CharField(
        label=_("What the logo shows, English"),
        required=False,
        max_length=200,
        help_text=_("For people who cannot see it."),
    )
    logo_alt_es = forms.CharField(label=_("What the logo shows, Spanish"), required=False, max_length=200)
    publish = forms.BooleanField(label=_("Show this page to everyone"), required=False)

    def both(self, field: str) -> dict[str, str]:
        """Return the English and Spanish text of a field, by language."""
        return {language: self.cleaned_data[f"{field}_{language}"] for language in ("en", "es")}
