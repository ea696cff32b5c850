"""Base of the tables that have a page of their own."""

from django.db import models

from trellis.kit.ids import new_public_id


class Identified(models.Model):
    """A row with an opaque public id, the only id that leaves the server.

    privacy: none; keeps: as the inheriting table says
    """

    public_id = models.CharField(max_length=26, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True
