"""Films as rates name them: by slug in the rule, by title for people."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ouvreuse.catalogue.models import Film
from ouvreuse.kernel.text import title_key
from ouvreuse.pricing.rules import PriceListVersion, label_name


def titles_in(*versions: PriceListVersion) -> dict[str, str]:
    """Titles of the films rates name, by slug; no statement when they name none. Two films of one title keep
    their slug."""
    named = {
        name
        for version in versions
        for rate in version.rates
        for name in (*rate.only_films, *rate.except_films)
        if not name.startswith("#")
    }
    return titles_of(named) if named else {}


def titles_of(slugs: Iterable[str]) -> dict[str, str]:
    """Titles by slug, without those that two of them share."""
    found = dict(Film.objects.filter(slug__in=set(slugs)).values_list("slug", "title"))
    names = list(found.values())
    return {slug: title for slug, title in found.items() if names.count(title) == 1}


def find_film(line: str) -> str:
    """The slug of a film typed by title or slug, or the label. Raises ``ValidationError``."""
    if line.startswith("#"):
        return label_name(line[1:])
    if Film.objects.filter(slug=line).exists():
        return line
    slugs = list(Film.objects.filter(sort_key=title_key(line)).values_list("slug", flat=True)[:5])
    if not slugs:
        raise ValidationError(_("No film is called “%s”.") % line)
    if len(slugs) > 1:
        facts = {"title": line, "names": ", ".join(slugs)}
        raise ValidationError(_("Several films are called “%(title)s”: write one of %(names)s.") % facts)
    return slugs[0]
