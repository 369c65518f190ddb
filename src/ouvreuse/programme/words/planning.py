"""What is said of a typed line, and of clashes in the plan: French, English."""

from __future__ import annotations

TYPED: dict[str, tuple[str, str]] = {
    "typed_half_time": (
        "« {value} » : l’heure n’est pas finie, écrivez par exemple {example}",
        "“{value}”: the time is half typed, write {example} for instance",
    ),
    "typed_midnight": (
        "« {value} » : après minuit, écrivez 0h30 ; avant cinq heures du matin, c’est la nuit du jour dit",
        "“{value}”: after midnight, write 0:30; before five in the morning it is the night of that day",
    ),
    "typed_time_missing": (
        "{local} n’existe pas le {day} : cette nuit-là, l’heure passe de {before} à {after}",
        "{local} does not exist on {day}: that night the clocks go from {before} to {after}",
    ),
    "typed_time_twice": (
        "{local} existe deux fois le {day} : choisissez une autre heure, ou déplacez la séance dans la grille",
        "{local} exists twice on {day}: choose another time, or move the screening in the grid",
    ),
    "typed_no_time": (
        "il manque l’heure : écrivez par exemple 20h15",
        "the time is missing: write 20:15 for instance",
    ),
    "typed_no_screen": (
        "il manque la salle : écrivez par exemple salle 2",
        "the screen is missing: write screen 2 for instance",
    ),
    "typed_no_day": (
        "il manque le jour : écrivez par exemple mar",
        "the day is missing: write tue for instance",
    ),
    "typed_other_week": (
        "« {value} » n’est pas un jour de cette semaine",
        "“{value}” is no day of this week",
    ),
    "typed_no_title": (
        "il manque le film : écrivez son titre, ou choisissez-le à côté",
        "the film is missing: write its title, or choose it beside",
    ),
    "typed_no_film": (
        "aucun film ne s’appelle « {value} » ; choisissez-en un, ou ajoutez-le d’abord au catalogue",
        "no film is called “{value}”; choose one, or add it to the catalogue first",
    ),
    "typed_several_films": (
        "plusieurs films conviennent : {known}. Écrivez le titre plus au long",
        "several films fit: {known}. Write more of the title",
    ),
    "typed_no_version": (
        "« {title} » n’a pas de version {value} ({known})",
        "“{title}” has no version {value} ({known})",
    ),
    "typed_several_versions": (
        "« {title} » existe en {known} : dites laquelle",
        "“{title}” exists in {known}: say which",
    ),
}

CLASHES: dict[str, tuple[str, str]] = {
    "clash_overlap": (
        "La salle est déjà prise par « {film} », de {starts_at} à {until}",
        "The screen is taken by “{film}”, from {starts_at} to {until}",
    ),
    "clash_turnaround": (
        "Battement de {minutes} min ; il en faut {needed}",
        "Turnaround of {minutes} min; {needed} are needed",
    ),
    "clash_closed": ("En dehors des heures d’ouverture", "Outside opening hours"),
    "clash_age": (
        "Film interdit aux moins de {age} ans dans une séance pour enfants ou scolaire",
        "A film not for under {age} in a screening for children or a school",
    ),
    "clash_format": ("La salle ne projette pas en {format}", "The screen cannot show {format}"),
    "clash_key_red": ("Aucune clé (KDM) n’ouvre cette séance", "No key (KDM) opens this screening"),
    "clash_key_amber": (
        "La clé (KDM) ouvre de justesse : moins d’un jour avant, ou moins de deux heures après",
        "The key (KDM) is narrow: less than a day before, or less than two hours after",
    ),
    "clash_runtime": ("Durée du film inconnue : deux heures supposées", "Runtime unknown: two hours assumed"),
    "clash_visa": ("Film sans visa d’exploitation", "No release visa"),
    "clash_stagger": (
        "Début presque en même temps que {count} autre(s) séance(s), dont « {film} »",
        "Starts at nearly the same time as {count} other screening(s), “{film}” among them",
    ),
    "clash_same_film": (
        "Le même film commence à la même heure dans une autre salle",
        "The same film starts at the same time in another screen",
    ),
}
