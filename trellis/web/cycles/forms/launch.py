"""The launch: under fifteen minutes to a first meeting."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trellis.practice.cycles.operations.launching import FirstEvidence, Start
from trellis.practice.cycles.words import EvidenceKind
from trellis.web.cycles.forms.fields import day, lines, put_choices

#: Starter topics (content, 7.13).
TOPICS = (
    ("", _("Something else")),
    ("reading-comprehension", _("Reading comprehension")),
    ("foundational-reading", _("Foundational reading")),
    ("writing-from-sources", _("Writing from sources")),
    ("academic-talk", _("Academic talk")),
    ("number-sense", _("Number sense")),
    ("fraction-reasoning", _("Fraction reasoning")),
    ("problem-solving", _("Problem solving")),
    ("science-explanation", _("Science explanation")),
    ("vocabulary", _("Vocabulary for multilingual learners")),
    ("attendance", _("Attendance")),
    ("belonging", _("Belonging")),
    ("classroom-routines", _("Classroom routines")),
    ("student-independence", _("Student independence")),
    ("feedback-use", _("Use of feedback")),
    ("assessment-quality", _("Quality of our own checks")),
    ("family-communication", _("Talking with families")),
)


class LaunchForm(forms.Form):
    """A need with evidence, a template and a day."""

    need = forms.CharField(
        label=_("What can students not do or experience yet?"),
        widget=lines(),
        max_length=1000,
        help_text=_("For example: they see a fraction as two numbers and not as a size."),
    )
    evidence_kind = forms.ChoiceField(label=_("Where did you see it?"), choices=EvidenceKind)
    evidence_title = forms.CharField(
        label=_("Name of it"), max_length=255, help_text=_("For example “September fractions check”.")
    )
    evidence_says = forms.CharField(
        label=_("What does it show, as a fact?"),
        widget=lines(),
        max_length=1000,
        help_text=_("No names of students."),
    )
    name = forms.CharField(
        label=_("Name of the cycle"),
        max_length=255,
        help_text=_("Two or three words: “Comparing fractions”."),
    )
    topic = forms.ChoiceField(label=_("Topic"), choices=TOPICS, required=False)
    question = forms.CharField(
        label=_("What do you want to find out?"), required=False, max_length=500, widget=lines()
    )
    template = forms.ChoiceField(label=_("Which road?"), widget=forms.RadioSelect)
    starts_on = forms.DateField(label=_("First day"), widget=day())
    weeks = forms.IntegerField(
        label=_("School weeks"),
        min_value=2,
        max_value=20,
        required=False,
        help_text=_("Leave empty for the usual length. Weeks without school are not counted."),
    )
    meeting_on = forms.DateField(label=_("First meeting"), widget=day())
    meeting_at = forms.TimeField(
        label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    safe_to_try = forms.BooleanField(
        label=_("Safe to try: nobody outside the team sees this cycle until we show it"), required=False
    )

    def __init__(self, *args: Any, templates: list[tuple[str, str]], first_day: date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "template": templates[0][0] if templates else "",
            "starts_on": first_day,
            "meeting_on": first_day,
            "meeting_at": time(15, 0),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        put_choices(self, "template", templates)
        self.first_roads = [key for key, _label in templates[:2]]

    @property
    def chose_other_road(self) -> bool:
        """Whether one of the roads that are folded away is chosen."""
        return str(self["template"].value() or "") not in ("", *self.first_roads)

    @property
    def said_more(self) -> bool:
        """Whether something that is folded away is filled in or wrong."""
        more = ("topic", "question", "weeks", "safe_to_try")
        return self.is_bound and any(self[name].value() or self[name].errors for name in more)

    def start(self) -> Start:
        """Return what was entered as the launch takes it."""
        data = self.cleaned_data
        meeting = datetime.combine(data["meeting_on"], data["meeting_at"])
        return Start(
            name=data["name"],
            need=data["need"],
            evidence=FirstEvidence(
                EvidenceKind(data["evidence_kind"]), data["evidence_title"], data["evidence_says"]
            ),
            starts_on=data["starts_on"],
            weeks=data["weeks"],
            first_meeting_at=timezone.make_aware(meeting),
            question=data["question"],
            topic=data["topic"],
            safe_to_try=data["safe_to_try"],
        )
