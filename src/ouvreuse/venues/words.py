"""The words of venues' refusals: (French, English)."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: dict[str, tuple[str, str]] = {
    "venue": ("Cette demande n’a pas pu aboutir.", "This request could not be completed."),
    "bad_plan": ("Ce plan de salle n’est pas valable.", "This seat map is not valid."),
    "bad_plan.empty": ("Un plan a de 1 à 5000 places.", "A plan has from 1 to 5000 places."),
    "bad_plan.place": (
        "Chaque place a son propre numéro d’ordre, de 1 à 30000.",
        "Each place has a number of its own, from 1 to 30000.",
    ),
    "bad_plan.kind": (
        "Le genre est une lettre : S, W, T, C, D ou E.",
        "The kind is a letter: S, W, T, C, D or E.",
    ),
    "bad_plan.twice": (
        "Deux places portent le même rang et le même numéro.",
        "Two places have the same row and number.",
    ),
    "bad_plan.nameless": ("Une place n’a pas de rang ou pas de numéro.", "A place has no row or no number."),
    "bad_plan.name": (
        "Un rang et un numéro ont de 1 à 8 caractères, sans blanc au bord ni apostrophe au début.",
        "A row and a number have 1 to 8 characters, without a blank at either end or an apostrophe first.",
    ),
    "bad_plan.far": (
        "La place est dessinée hors de la feuille (1000 largeurs de siège de chaque côté).",
        "The place is drawn outside the sheet (1000 seat widths each way).",
    ),
    "bad_plan.overlap": (
        "Deux places sont dessinées au même endroit.",
        "Two places are drawn at the same spot.",
    ),
    "bad_plan.partner": (
        "Une place d’accompagnant va avec un emplacement fauteuil roulant, trois au plus pour un, un fauteuil duo"
        " avec son autre moitié.",
        "A companion seat goes with a wheelchair space, three at most to one, a duo seat with its other half.",
    ),
    "bad_plan.letter": ("Le dessin contient une lettre inconnue.", "The drawing contains an unknown letter."),
    "bad_plan.zone": (
        "Une zone a un code en capitales, un nom en français et en anglais ; chaque code sert une fois.",
        "A zone has a code in capitals and a name in French and English; each code serves once.",
    ),
    "bad_plan.zone_unknown": (
        "La place est d’une zone qui n’est pas dans la liste des zones.",
        "The place is of a zone that is not in the list of zones.",
    ),
    "bad_plan.numbers": (
        "Cette salle a déjà donné 30000 numéros de place : faites une nouvelle salle.",
        "This screen has given 30000 place numbers: make a new screen.",
    ),
    "bad_file": ("Ce fichier n’est pas un plan.", "This file is not a plan."),
    "bad_file.text": (
        "Ce fichier n’est pas du texte, ou il est vide : un plan est un dessin en lettres, un CSV ou un JSON.",
        "This file is not text, or is empty: a plan is a drawing in letters, a CSV or a JSON.",
    ),
    "bad_file.large": ("Ce fichier dépasse 2 Mo.", "This file is over 2 MB."),
    "bad_file.json": ("Ce JSON n’est pas celui d’un plan.", "This JSON is not that of a plan."),
    "bad_file.stage": (
        "Le côté de l’écran est top, right, bottom ou left.",
        "The side of the screen is top, right, bottom or left.",
    ),
    "bad_file.columns": (
        "Il manque à l’en-tête : {columns}. Les colonnes sont place, row, number, x, y, kind, partner, zone.",
        "The head lacks: {columns}. The columns are place, row, number, x, y, kind, partner, zone.",
    ),
    "bad_file.cell": (
        "« {cell} » n’est pas un nombre (colonne {column}).",
        "“{cell}” is not a number (column {column}).",
    ),
    "plan_out_of_date": (
        "{by} a enregistré ce dessin entre-temps. Le vôtre est gardé ici : enregistrez encore pour le préférer.",
        "{by} saved this drawing meanwhile. Yours is kept here: save again to prefer it.",
    ),
    "too_few_spaces": (
        "La loi demande {needed} emplacements pour fauteuil roulant, le plan en a {drawn}.",
        "The law asks for {needed} wheelchair spaces, the plan has {drawn}.",
    ),
    "screen_in_use": (
        "Cette salle a un plan ou des séances : elle se ferme, elle ne s’efface pas.",
        "This screen has a plan or screenings: it can be closed, not deleted.",
    ),
    "bad_block": (
        "Ces places ne peuvent pas être retirées ainsi.",
        "These seats cannot be kept off sale so.",
    ),
    "bad_block.seats": ("Choisissez au moins une place.", "Choose at least one seat."),
    "bad_block.unknown": ("Une de ces places n’est pas au plan.", "One of these seats is not on the plan."),
    "bad_block.word": (
        "« {word} » ne désigne aucune place du plan. Écrivez A1, A1-A4 ou A pour tout un rang.",
        "“{word}” is no seat of the plan. Write A1, A1-A4, or A for a whole row.",
    ),
    "bad_block.reason": ("Dites pourquoi.", "Say why."),
    "bad_block.dates": ("La fin est après le début.", "The end comes after the beginning."),
    "bad_fault": ("Cette panne ne peut pas être dite ainsi.", "This fault cannot be told so."),
    "bad_fault.kind": ("Choisissez ce qui ne marche pas.", "Choose what does not work."),
    "bad_fault.words": ("Dites au public ce qui ne marche pas.", "Tell the public what does not work."),
    "bad_fault.dates": ("La fin est après le début.", "The end comes after the beginning."),
    "cinema_unknown": ("Ce cinéma n’existe pas.", "This cinema does not exist."),
    "screen_unknown": ("Cette salle n’existe pas.", "This screen does not exist."),
    "name_taken": ("Ce nom ou ce numéro est déjà pris.", "This name or number is already taken."),
    "bad_zone": ("Ce fuseau horaire est inconnu.", "This time zone is unknown."),
    "role_unknown": ("Choisissez un rôle de la liste.", "Choose a role of the list."),
    "bad_plan.size": (
        "Une salle simple a de 1 à 60 rangs et de 1 à 80 places par rang.",
        "A plain hall has 1 to 60 rows and 1 to 80 seats in a row.",
    ),
    "bad_plan.too_small": (
        "Cette salle est trop petite pour ses emplacements fauteuil roulant et leurs accompagnants.",
        "This hall is too small for its wheelchair spaces and their companions.",
    ),
    "person_unknown": (
        "Cette personne n’est pas de l’équipe de ce cinéma.",
        "This person is not in the team of this cinema.",
    ),
    "not_yours": (
        "Vous ne pouvez donner ni reprendre un rôle qui peut plus que vous.",
        "You cannot give or take back a role that may do more than you.",
    ),
    "last_owner": (
        "Un cinéma garde au moins une personne à sa direction : nommez-en d’abord une autre.",
        "A cinema keeps one owner at least: name another first.",
    ),
    "yourself_out": (
        "On ne se ferme pas la porte soi-même : demandez à une autre personne de la direction.",
        "You cannot shut yourself out: ask another owner.",
    ),
    "already_there": ("Cette personne est déjà de l’équipe.", "This person is in the team already."),
    "invitation_dead": (
        "Cette invitation ne vaut plus : elle a servi, a été retirée, remplacée, ou a plus de sept jours.",
        "This invitation is over: it was used, withdrawn, replaced, or is more than seven days old.",
    ),
}

ROLES: dict[str, tuple[str, str]] = {
    "owner": ("direction", "owner"),
    "programmer": ("programmation", "programmer"),
    "box_office": ("caisse", "box office"),
    "usher": ("contrôle", "usher"),
    "inspector": ("inspection", "inspector"),
}


PLACES = (("ligne", "rang", "place", "zone"), ("line", "row", "seat", "zone"))


def say(error: Exception, *, language: str) -> str:
    """The sentence for a refusal, in French or English; of a plan or a file also where."""
    key = str(getattr(error, "key", "venue"))
    words = WORDS.get(key) or WORDS.get(key.partition(".")[0]) or WORDS["venue"]
    french = language.startswith("fr")
    facts = getattr(error, "facts", {})
    sentence = words[0 if french else 1]
    if "{" in sentence:
        sentence = sentence.format_map({"by": "…", **facts})
    return where(facts, french=french) + sentence


def where(facts: Mapping[str, object], *, french: bool) -> str:
    """``Line 4, row B, seat 12: `` before the sentence; nothing when the error is of no place."""
    parts = [
        f"{word} {facts[name]}"
        for name, word in zip(("line", "row", "number", "zone"), PLACES[0 if french else 1], strict=True)
        if facts.get(name)
    ]
    said = ", ".join(parts)
    return f"{said[0].upper()}{said[1:]}{chr(160) if french else ''}: " if said else ""


def role(name: str, *, language: str) -> str:
    """What a role is called."""
    return ROLES[name][0 if language.startswith("fr") else 1]
