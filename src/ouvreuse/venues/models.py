"""Operators, cinemas, screens, their seat maps and the rights of the team."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Operator(models.Model):
    """The legal person that runs cinemas (exploitant)."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=200, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    publisher = models.CharField(
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="who answers for the site (LCEN art. 6)",
    )
    host = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="who keeps the site: name, address, telephone",
    )
    mediator = models.CharField(
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text="consumer mediator: name, address, site",
    )


class Cinema(models.Model):
    """An establishment: one place, one zone, one CNC authorisation."""

    class Territory(models.TextChoices):
        METROPOLITAN = "fr-metropolitan"
        OVERSEAS = "fr-overseas"
        OTHER = "other"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="cinemas")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    town = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    zone = models.CharField(max_length=60, default="Europe/Paris")
    territory = models.CharField(max_length=20, choices=Territory.choices, default=Territory.METROPOLITAN)
    cnc_authorisation = models.CharField(max_length=20, blank=True)
    access_fr = models.TextField(blank=True)
    access_en = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]


class Screen(models.Model):
    """An auditorium (salle)."""

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    cinema = models.ForeignKey(Cinema, on_delete=models.PROTECT, related_name="screens")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    free_seating = models.BooleanField(default=False)
    formats = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    cnc_number = models.CharField(
        max_length=20, blank=True, db_default="", help_text="of the screen, at the CNC"
    )
    step_free = models.BooleanField(default=False, db_default=False)
    step_free_fr = models.CharField(
        max_length=200, blank=True, db_default="", help_text="the way: lift, ramp, side door"
    )
    step_free_en = models.CharField(max_length=200, blank=True, db_default="")
    hearing_loop = models.BooleanField(default=False, db_default=False)
    ad_receivers = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="for audio description"
    )
    server_thumbprint = models.CharField(
        max_length=40,
        blank=True,
        db_default="",
        help_text="of the server's certificate, SHA-1 in base64: keys are made for it",
    )
    closed_at = models.DateTimeField(null=True, blank=True, help_text="no screening is planned here any more")
    web_quota = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="places on the web at most, of screenings planned from now on"
    )
    quota_release_min = models.PositiveSmallIntegerField(default=30, db_default=30)

    class Meta:
        ordering = ["cinema_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cinema", "number"], name="screen_number_once"),
        ]


class SeatMap(models.Model):
    """One version of a screen's plan. Never updated: a change is a new version.

    A place number of a screen means the same row and seat in all its versions, for ever (trigger). ``kinds``
    holds one letter per place number (place 1 is the first): S standard, W wheelchair space without a chair,
    T transfer seat, C companion, D duo, E easy access, - no seat of this version. ``partners`` gives, per place,
    the place it belongs with (a companion's wheelchair space, the other half of a duo), 0 for none.
    ``seats`` is the drawing: a list of ``{place, row, number, x, y, kind, partner, zone?}``, x and y in seat
    widths. ``zones``: ``{code, name_fr, name_en, supplement}``, the supplement a code of the price lists.
    """

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="seat_maps")
    version = models.PositiveIntegerField()
    capacity = models.PositiveSmallIntegerField()
    kinds = models.TextField()
    partners = ArrayField(models.SmallIntegerField())
    seats = models.JSONField()
    zones = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    note = models.CharField(max_length=200, blank=True, db_default="", help_text="why it changed")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["screen", "version"], name="seat_map_version_once"),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1, capacity__lte=5000), name="seat_map_capacity"
            ),
        ]


class SeatMapDraft(models.Model):
    """The next plan of a screen while it is drawn: right or not yet, one for each screen."""

    screen = models.OneToOneField(Screen, on_delete=models.CASCADE, primary_key=True, related_name="draft")
    document = models.JSONField()
    revision = models.PositiveIntegerField(
        default=1, help_text="goes up with each save: two people at once see it"
    )
    saved_by = models.CharField(max_length=120)
    saved_at = models.DateTimeField()


class SeatBlock(models.Model):
    """Seats kept off sale for a while: the house's, or broken ones. Booking claims them, screening by screening."""

    class Kind(models.TextChoices):
        HOUSE = "house"
        BROKEN = "broken"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="blocks")
    places = ArrayField(models.SmallIntegerField())
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="empty: until somebody ends it")
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="seat_block_forwards",
            ),
            models.CheckConstraint(condition=~models.Q(places=[]), name="seat_block_of_seats"),
        ]
        indexes = [
            models.Index(fields=["screen"], name="seat_block_running", condition=models.Q(ended_at=None)),
        ]


class Fault(models.Model):
    """Something of a screen that does not work, said on its screenings until it is mended."""

    class Kind(models.TextChoices):
        LIFT = "lift"
        LOOP = "loop"
        RECEIVERS = "receivers"
        OTHER = "other"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="faults")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    receivers = models.PositiveSmallIntegerField(null=True, blank=True, help_text="how many are left")
    note_fr = models.CharField(max_length=200, blank=True, help_text="shown to the public")
    note_en = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="when it should work again, if known")
    told_by = models.CharField(max_length=120)
    told_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="fault_forwards",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="receivers") | models.Q(receivers=None), name="fault_receivers"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="other") | ~models.Q(note_fr=""), name="fault_other_is_told"
            ),
        ]
        indexes = [models.Index(fields=["screen"], name="fault_open", condition=models.Q(closed_at=None))]


class Membership(models.Model):
    """A role of a user in one cinema."""

    class Role(models.TextChoices):
        OWNER = "owner"
        PROGRAMMER = "programmer"
        BOX_OFFICE = "box_office"
        USHER = "usher"
        INSPECTOR = "inspector"

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    cinema = models.ForeignKey(Cinema, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "cinema", "role"], name="membership_once")]


class Invitation(models.Model):
    """A person asked to join a cinema's team. ``fingerprint``: the SHA-256 of the token that was mailed."""

    id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    cinema = models.ForeignKey(Cinema, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    roles = ArrayField(models.CharField(max_length=12))
    language = models.CharField(max_length=5)
    fingerprint = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cinema", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_invitation_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="invitation_ends_once",
            ),
        ]


class LegalText(models.Model):
    """A text the law asks for, as the operator wrote it; without a row the site shows ours, made of his answers."""

    class Kind(models.TextChoices):
        TERMS = "terms"
        PRIVACY = "privacy"

    id: models.AutoField[int, int] = models.AutoField(primary_key=True)
    operator = models.ForeignKey(Operator, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    language = models.CharField(max_length=2, choices=[("fr", "fr"), ("en", "en")])
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operator", "kind", "language"], name="legal_text_once")
        ]
