"""The words of booking's refusals: (French, English)."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "booking": ("Cette demande n’a pas pu aboutir.", "This request could not be completed."),
    "bad_choice": ("Ce choix de places n’est pas valable.", "This choice of seats is not valid."),
    "bad_choice.count": (
        "Choisissez de 1 à 50 places, avec un tarif chacune.",
        "Choose 1 to 50 seats, with a rate each.",
    ),
    "bad_choice.twice": ("Une place est demandée deux fois.", "A seat is asked for twice."),
    "bad_choice.place": (
        "Une de ces places n’existe pas dans cette salle.",
        "One of these seats is not in this screen.",
    ),
    "bad_choice.seating": (
        "Le placement de cette séance n’est pas celui du formulaire.",
        "The seating of this screening is not that of the form.",
    ),
    "bad_choice.rate": (
        "Un de ces tarifs n’est pas proposé pour cette séance.",
        "One of these rates is not offered for this screening.",
    ),
    "bad_choice.form": (
        "Ce formulaire est incomplet. Reprenez depuis la page de la séance.",
        "This form is incomplete. Start again from the screening’s page.",
    ),
    "screening_unknown": ("Cette séance n’existe pas.", "This screening does not exist."),
    "screening_unknown.unknown": ("Cette séance n’existe pas.", "This screening does not exist."),
    "hold_expired": (
        "Vos places n’étaient plus gardées. Choisissez-les à nouveau.",
        "Your seats were no longer kept. Please choose again.",
    ),
    "hold_expired.expired": (
        "Vos places n’étaient plus gardées. Choisissez-les à nouveau.",
        "Your seats were no longer kept. Please choose again.",
    ),
    "seat_taken": (
        "Quelqu’un vient de prendre une de ces places.",
        "Someone has just taken one of these seats.",
    ),
    "seat_taken.taken": (
        "Quelqu’un vient de prendre une de ces places. Voici celles qui restent.",
        "Someone has just taken one of these seats. Here are those still free.",
    ),
    "seat_taken.full": (
        "Il ne reste plus assez de places pour cette séance.",
        "There are not enough seats left for this screening.",
    ),
    "other_prices": ("Cette grille n’est pas de ce cinéma.", "This price list is not of this cinema."),
    "other_prices.cinema": (
        "Cette grille n’est pas du cinéma de la séance.",
        "This price list is not of the screening’s cinema.",
    ),
    "not_on_sale": ("Cette séance n’est pas en vente.", "This screening is not on sale."),
    "not_on_sale.cancelled": ("Cette séance est annulée.", "This screening is cancelled."),
    "not_on_sale.early": (
        "La vente de cette séance n’est pas encore ouverte.",
        "Sales for this screening are not open yet.",
    ),
    "not_on_sale.closed": ("La vente de cette séance est terminée.", "Sales for this screening have ended."),
    "key_reused": (
        "Ce formulaire a déjà servi. Reprenez depuis la séance.",
        "This form has been used already. Start again from the screening.",
    ),
    "key_reused.foreign": (
        "Ce formulaire n’est pas le vôtre. Reprenez depuis la séance.",
        "This form is not yours. Start again from the screening.",
    ),
    "key_reused.ended": (
        "Cette commande est terminée. Reprenez depuis la séance.",
        "This order has ended. Start again from the screening.",
    ),
    "key_reused.other": (
        "Ce formulaire a déjà servi pour d’autres places. Reprenez depuis la séance.",
        "This form has been used for other seats. Start again from the screening.",
    ),
    "seats_belong_together": ("Certaines places vont ensemble.", "Some seats go together."),
    "seats_belong_together.duo": (
        "Un fauteuil duo se prend en entier : choisissez ses deux places.",
        "A duo seat is sold whole: choose both halves.",
    ),
    "seats_belong_together.companion": (
        "Une place d’accompagnant se prend avec un emplacement fauteuil roulant (trois au plus).",
        "A companion seat comes with a wheelchair space (three at most).",
    ),
    "too_many_seats": ("C’est trop de places.", "That is too many seats."),
    "too_many_seats.order": (
        "C’est plus que le nombre de places permis par commande. Pour un groupe, appelez le cinéma.",
        "That is more seats than one order may hold. For a group, call the cinema.",
    ),
    "too_many_seats.browser": (
        "Vous gardez déjà beaucoup de places. Terminez ou abandonnez une commande.",
        "You are already keeping many seats. Finish or give up an order.",
    ),
    "too_many_seats.address": (
        "Trop de places sont gardées depuis votre réseau. Réessayez dans quelques minutes.",
        "Too many seats are being kept from your network. Try again in a few minutes.",
    ),
    "order_unknown": (
        "Cette commande n’existe pas, ou son lien est incomplet.",
        "This order does not exist, or its link is incomplete.",
    ),
    "wrong_state.most_time": (
        "Vos places ne peuvent pas être gardées plus longtemps.",
        "Your seats cannot be kept any longer.",
    ),
    "wrong_state.not_enough_captured": (
        "Il ne reste pas assez d’argent reçu sur cette commande pour ce remboursement.",
        "Not enough of the money received for this order is left for that refund.",
    ),
    "wrong_state": ("Cette commande n’est plus à cette étape.", "This order is no longer at this step."),
    "needs_email": (
        "Indiquez une adresse e-mail valable : vos billets y seront envoyés.",
        "Give a valid e-mail address: your tickets will be sent there.",
    ),
    "age_not_confirmed": (
        "Confirmez que toutes les personnes ont l’âge requis.",
        "Confirm that everyone has the required age.",
    ),
    "too_soon": (
        "Les billets viennent d’être envoyés. Réessayez dans une minute.",
        "The tickets have just been sent. Try again in a minute.",
    ),
    "too_soon.network": (
        "Trop de demandes viennent de votre réseau. Réessayez dans un quart d’heure.",
        "Too many requests have come from your network. Try again in a quarter of an hour.",
    ),
    "already_admitted": (
        "Un billet de cette commande a déjà servi à entrer.",
        "A ticket of this order has already been used to enter.",
    ),
    "sold_seats": (
        "Des places de cette séance sont déjà prises.",
        "Seats of this screening are already taken.",
    ),
}


def say(error: Exception, *, language: str) -> str:
    """The sentence for a refusal of booking, in French or English."""
    key = getattr(error, "key", "booking")
    words = WORDS.get(key) or WORDS.get(key.split(".")[0]) or WORDS["booking"]
    return words[0 if language.startswith("fr") else 1]
