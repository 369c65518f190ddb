"""What is wrong with a sheet, whole or line by line: French, English; fields in braces are facts of the fault."""

from __future__ import annotations

SHEETS: dict[str, tuple[str, str]] = {
    "sheet_empty": ("Le fichier ne contient aucune séance.", "The file holds no screening."),
    "sheet_too_big": (
        "Le fichier est trop gros : {most} Mo au plus.",
        "The file is too big: {most} MB at most.",
    ),
    "sheet_too_many_rows": (
        "Le fichier a trop de lignes : {most} au plus.",
        "The file has too many lines: {most} at most.",
    ),
    "sheet_too_many_columns": (
        "Ligne {line} : trop de colonnes ({most} au plus).",
        "Line {line}: too many columns ({most} at most).",
    ),
    "sheet_not_text": (
        "Ce fichier n’est ni un classeur Excel (.xlsx), ni un texte CSV, ni du JSON.",
        "This file is neither an Excel workbook (.xlsx), nor CSV text, nor JSON.",
    ),
    "sheet_quotes": (
        "Ligne {line} : des guillemets ne sont pas fermés ou sont mal placés.",
        "Line {line}: quotation marks are not closed or are misplaced.",
    ),
    "sheet_workbook": (
        "Ce classeur est illisible ou d’un ancien format : enregistrez-le en .xlsx.",
        "This workbook is damaged or of an old format: save it as .xlsx.",
    ),
    "sheet_several_tables": (
        "Plusieurs feuilles contiennent des séances ({sheets}) : gardez-en une seule.",
        "Several sheets hold screenings ({sheets}): keep only one.",
    ),
    "sheet_json": (
        "Ligne {line} : ce JSON n’est pas une liste de séances valable.",
        "Line {line}: this JSON is not a valid list of screenings.",
    ),
    "sheet_no_header": (
        "Aucune ligne d’en-tête reconnue : il faut au moins salle, date, heure et film.",
        "No header line was recognised: screen, date, time and film are needed.",
    ),
    "sheet_column_twice": (
        "Ligne {line} : « {first} » et « {second} » désignent la même colonne.",
        "Line {line}: “{first}” and “{second}” name the same column.",
    ),
}

CELLS: dict[str, tuple[str, str]] = {
    "cell_missing": ("valeur manquante", "value missing"),
    "cell_extra": (
        "{count} cellule(s) au-delà de la dernière colonne",
        "{count} cell(s) beyond the last column",
    ),
    "cell_shape": ("valeur d’un type inattendu", "value of an unexpected kind"),
    "cell_control": ("caractères invisibles non permis", "invisible characters are not allowed"),
    "cell_too_long": (
        "texte trop long ({most} caractères au plus)",
        "text too long ({most} characters at most)",
    ),
    "cell_formula": (
        "formule sans résultat enregistré : enregistrez le classeur depuis le tableur",
        "formula without a stored result: save the workbook from the spreadsheet program",
    ),
    "cell_sheet_error": ("erreur du tableur : {value}", "error of the spreadsheet: {value}"),
    "cell_date": (
        "date non comprise : « {value} » (écrivez 25/12/2026)",
        "date not understood: “{value}” (write 25/12/2026, day first)",
    ),
    "cell_weekday": (
        "« {value} » : ce jour de la semaine n’est pas celui du {date}",
        "“{value}”: this weekday is not that of {date}",
    ),
    "cell_time": (
        "heure non comprise : « {value} » (écrivez 20h15)",
        "time not understood: “{value}” (write 20:15)",
    ),
    "cell_midnight": (
        "« {value} » : après minuit, écrivez 0h30 à la date du lendemain",
        "“{value}”: after midnight, write 0:30 at the next day's date",
    ),
    "cell_minutes": (
        "durée non comprise ou hors de {least} à {most} minutes : « {value} »",
        "length not understood or not within {least} to {most} minutes: “{value}”",
    ),
    "cell_visa": ("numéro de visa non valable : « {value} »", "release visa not valid: “{value}”"),
    "cell_version": (
        "version ou langue inconnue : « {value} » (VF, VO, VOSTFR, VFSTF...)",
        "version or language unknown: “{value}” (VF, VO, VOSTFR, VFSTF...)",
    ),
    "cell_format": ("format inconnu : « {value} » ({known})", "format unknown: “{value}” ({known})"),
    "cell_format_twice": (
        "deux formats à la fois : {value} et {other}",
        "two formats at once: {value} and {other}",
    ),
    "cell_classification": (
        "classification inconnue : « {value} » (TP, 12, 16, 18)",
        "classification unknown: “{value}” (TP, 12, 16, 18)",
    ),
    "cell_year": ("année non valable : « {value} »", "year not valid: “{value}”"),
    "cell_price": (
        "prix non compris : « {value} » (écrivez 9,50)",
        "price not understood: “{value}” (write 9.50)",
    ),
    "cell_instant": (
        "date et heure non comprises : « {value} » (écrivez 25/12/2026 20h15)",
        "date and time not understood: “{value}” (write 25/12/2026 20:15, day first)",
    ),
    "cell_offset": (
        "le décalage horaire écrit n’existe pas pour {local} ({zone})",
        "the offset written does not exist for {local} ({zone})",
    ),
    "local_time_missing": (
        "{local} n’existe pas à {zone} : cette nuit-là l’heure saute de {before} à {after}",
        "{local} does not exist in {zone}: that night the clocks jump from {before} to {after}",
    ),
    "local_time_twice": (
        "{local} existe deux fois à {zone} : écrivez {before} ou {after} dans une colonne « début »",
        "{local} exists twice in {zone}: write {before} or {after} in a “starts at” column",
    ),
    "film_two_ways": (
        "« {second} » contredit la ligne {first_line} pour le même film : « {first} »",
        "“{second}” contradicts line {first_line} about the same film: “{first}”",
    ),
    "cinema_unknown": ("cinéma inconnu : « {value} »", "unknown cinema: “{value}”"),
    "cinema_needed": (
        "plusieurs cinémas existent : ajoutez une colonne « cinéma » ou l’option --cinema",
        "there are several cinemas: add a “cinema” column or the option --cinema",
    ),
    "cinema_other": (
        "« {value} » n’est pas le cinéma demandé ({cinema})",
        "“{value}” is not the cinema asked for ({cinema})",
    ),
    "screen_unknown": (
        "salle inconnue : « {value} » (salles : {known})",
        "unknown screen: “{value}” (screens: {known})",
    ),
    "screen_without_map": (
        "la salle « {value} » n’a pas encore de plan",
        "screen “{value}” has no seat map yet",
    ),
    "screen_format": (
        "la salle « {screen} » ne peut pas projeter en {value}",
        "screen “{screen}” cannot show {value}",
    ),
    "price_list_unknown_here": (
        "grille tarifaire inconnue : « {value} » (grilles : {known})",
        "unknown price list: “{value}” (lists: {known})",
    ),
    "price_list_needed": (
        "plusieurs grilles tarifaires existent ({known}) : dites laquelle",
        "there are several price lists ({known}): say which",
    ),
    "price_list_amount": (
        "aucune grille, ou plus d’une, n’a ce plein tarif : {value}",
        "no price list, or more than one, has this full price: {value}",
    ),
    "film_ambiguous": (
        "plusieurs films s’appellent « {value} » : ajoutez le visa ou l’année",
        "several films are called “{value}”: add the visa or the year",
    ),
    "visa_other_film": (
        "le visa {visa} est celui de « {other} »",
        "the visa {visa} is that of “{other}”",
    ),
    "start_past": ("la séance commencerait dans le passé", "the screening would start in the past"),
    "web_sale_order": (
        "la vente en ligne doit ouvrir avant de fermer : ouverture {opens}, fermeture {closes}",
        "the web sale must open before it closes: opens {opens}, closes {closes}",
    ),
    "counter_sale_order": (
        "la caisse doit ouvrir la vente avant de la fermer : ouverture {opens}, fermeture {closes}",
        "the counter must open its sale before it closes it: opens {opens}, closes {closes}",
    ),
    "row_twice": (
        "même séance que la ligne {other}",
        "same screening as line {other}",
    ),
    "film_twice": (
        "même film que la ligne {first_line}",
        "same film as line {first_line}",
    ),
    "clash_with_line": (
        "la salle est déjà prise par la ligne {other} ({starts_at} – {until})",
        "the screen is already taken by line {other} ({starts_at} – {until})",
    ),
    "clash_with_screening": (
        "la salle est déjà prise par une séance du programme ({starts_at} – {until})",
        "the screen is already taken by a screening of the programme ({starts_at} – {until})",
    ),
    "screening_sold": (
        "{orders} commande(s) sur cette séance : film, version, horaire, salle et grille ne changent plus "
        "par import ({fields})",
        "{orders} order(s) on this screening: film, version, time, screen and prices no longer change "
        "by import ({fields})",
    ),
    "film_sold": (
        "{orders} commande(s) sur les séances à venir de ce film : il ne change plus ainsi par import ({fields})",
        "{orders} order(s) on coming screenings of this film: it no longer changes so by import ({fields})",
    ),
    "screening_cancelled_before": (
        "cette séance a été annulée : donnez une autre référence",
        "this screening was cancelled: give another reference",
    ),
}
