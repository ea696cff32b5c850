"""Forms of doing: the try log, what each says, going on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trellis.practice.cycles.words import Depth, Material, StudentsDid, Used
from trellis.web.cycles.forms.fields import day, lines, put_choices

if TYPE_CHECKING:  # doors know tables only by type
    from trellis.practice.cycles.models import Stage


class UseForm(forms.Form):
    """Three taps: what I did, what students did, which material. Words are optional (S4-19)."""

    used = forms.ChoiceField(label=_("What I did"), choices=Used, widget=forms.RadioSelect)
    students_did = forms.ChoiceField(
        label=_("What students did"), choices=StudentsDid, widget=forms.RadioSelect, required=False
    )
    material = forms.ChoiceField(
        label=_("Which material"), choices=Material, widget=forms.RadioSelect, required=False
    )
    week = forms.ChoiceField(label=_("Week of"))
    own_words = forms.CharField(
        label=_("What I did, in words"), required=False, max_length=500, widget=lines()
    )
    students_words = forms.CharField(
        label=_("What students did, in words"),
        required=False,
        max_length=500,
        widget=lines(),
        help_text=_("No names of students."),
    )
    material_words = forms.CharField(label=_("Material, in words"), required=False, max_length=255)
    client_id = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, weeks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "week", weeks)


class VoiceForm(forms.Form):
    """What one member says, in own words; for a visit, with whom."""

    text = forms.CharField(label=_("In your own words"), widget=lines(3), required=False, max_length=1000)
    with_person = forms.ChoiceField(label=_("With whom"), required=False)

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], asks_whom: bool, asks_words: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "with_person", [("", _("Choose a colleague")), *people])
        if not asks_whom:
            del self.fields["with_person"]
        self.asks = ("with_person", "text") if asks_words else ("with_person",)
        if not asks_words:
            self.fields["text"].label = _("A remark")


class AdjustForm(forms.Form):
    """What is done differently from now on, why, and what shows it."""

    what = forms.CharField(
        label=_("From now on we …"),
        max_length=500,
        widget=lines(),
        help_text=_("For example “begin with the strip and draw the line after it”."),
    )
    because = forms.CharField(label=_("because …"), max_length=500, widget=lines())
    seen_in = forms.ChoiceField(label=_("What shows it?"))
    adjusted_on = forms.DateField(label=_("From"), widget=day())

    def __init__(self, *args: Any, seen: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_choices(self, "seen_in", [("", _("Choose a value or a piece of evidence")), *seen])


class DepthForm(forms.Form):
    """How deep one looked back, for oneself alone."""

    depth = forms.TypedChoiceField(
        label=_("How deep did you go? Only you ever see this."),
        choices=Depth,
        coerce=lambda value: Depth(int(value)),
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class PassForm(forms.Form):
    """Why the team goes on with a check still open."""

    reason = forms.CharField(
        label=_("Why you go on anyway"),
        required=False,
        max_length=500,
        widget=lines(),
        help_text=_("One sentence. It stays readable for the team."),
    )


class UseFirstForm(forms.Form):
    """From which share of planned use on a strategy is judged."""

    percent = forms.IntegerField(label=_("Percent of the planned use"), min_value=1, max_value=100)


class RoadForm(forms.Form):
    """The length of each stage in school weeks."""

    def __init__(self, *args: Any, stages: "Sequence[Stage]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in stages:
            self.fields[f"weeks_{stage.position}"] = forms.IntegerField(
                label=stage.definition.name,
                min_value=1,
                max_value=12,
                initial=stage.weeks,
                disabled=stage.passed_at is not None,
            )

    def weeks(self) -> list[int]:
        """Return the lengths in the order of the stages."""
        return [self.cleaned_data[name] for name in self.fields]
