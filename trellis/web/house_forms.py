"""Forms in house style: every ``{{ form }}`` and ``{{ field.as_field_group }}`` uses our field."""

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """Django's form renderer with our templates (``FORM_RENDERER``)."""

    form_template_name = "parts/form_fields.html"
    field_template_name = "parts/field.html"
