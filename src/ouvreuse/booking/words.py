"""The words of booking's refusals: (French, English)."""

from __future__ import annotations

from ouvreuse.booking.rules.opening import Missing

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
    "seats_would_vanish": (
        "Des places prises ne sont pas dans ce plan, ou y changent de genre : la séance garde le sien.",
        "Seats that are taken are not in this plan, or become another kind: the screening keeps its own.",
    ),
    "seats_would_vanish.elsewhere": (
        "Ce plan est celui d’une autre salle.",
        "This plan is another screen’s.",
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
    "group_unknown": ("Cette réservation de groupe n’existe pas.", "This group booking does not exist."),
    "group": ("Cette réservation de groupe ne le permet pas.", "This group booking does not allow it."),
    "group.state": (
        "La réservation n’en est pas là : rechargez sa page pour voir ce qu’elle est devenue.",
        "The booking is not at this point: load its page again to see what became of it.",
    ),
    "group.gone": (
        "Sa séance n’est plus au programme : choisissez-en une autre.",
        "Its screening is no longer in the programme: choose another.",
    ),
    "group.elsewhere": ("Cette séance est celle d’un autre cinéma.", "This screening is another cinema’s."),
    "group.others": (
        "D’autres personnes ont déjà des places dans cette salle : elle ne peut plus être gardée en entier.",
        "Others have seats in this hall already: the whole of it can no longer be kept.",
    ),
    "group.late": (
        "L’option doit finir après maintenant, et au plus tard le jour de la séance.",
        "The option must end later than now, and on the day of the screening at the latest.",
    ),
    "group.early": (
        "On compte à l’entrée : à partir d’une heure avant la séance.",
        "People are counted at the door: from an hour before the screening.",
    ),
    "group.class_size": (
        "De 1 à 50 personnes par classe : comptez une classe plus grande en deux fois.",
        "1 to 50 people a class: count a larger one in two parts.",
    ),
    "group.counted": (
        "Des classes sont déjà comptées : reprenez-les d’abord, avec la raison.",
        "Classes are counted already: take them back first, with the reason.",
    ),
    "group.nobody": ("Personne n’a été compté.", "Nobody was counted."),
    "group.reason": ("Dites pourquoi.", "Say why."),
    "group.invoiced": (
        "La facture est faite : elle ne change plus.",
        "The invoice is made: it changes no more.",
    ),
    "group.not_over": (
        "La facture se fait après la séance.",
        "The invoice is made after the screening.",
    ),
    "group.no_email": ("Cette réservation n’a pas d’adresse e-mail.", "This booking has no e-mail address."),
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
    "quota_used_up": (
        "Il ne reste pas autant de places en ligne pour cette séance. Demandez-en moins, ou venez au guichet.",
        "There are not that many seats left online for this screening. Ask for fewer, or come to the box office.",
    ),
    "quota_used_up.quota": (
        "Il ne reste pas autant de places en ligne pour cette séance. Demandez-en moins, ou venez au guichet.",
        "There are not that many seats left online for this screening. Ask for fewer, or come to the box office.",
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
    "difference_due": (
        "Les nouvelles places coûtent plus cher : l’échange se fait au guichet, où la différence est réglée.",
        "The new seats cost more: the exchange is made at the box office, where the difference is paid.",
    ),
    "plan_changed": (
        "Des places ont été vendues ou rendues depuis : rien n’a changé, voici le nouvel aperçu.",
        "Seats have been sold or given back since: nothing has changed, here is the new preview.",
    ),
    "change_refused": ("Cette séance ne peut pas changer ainsi.", "This screening cannot change so."),
    "change_refused.reason": (
        "Dites la raison : les spectateurs la liront.",
        "Give the reason: the audience will read it.",
    ),
    "change_refused.confirmation": (
        "Pour confirmer, recopiez le titre du film ou le nombre de billets.",
        "To confirm, type the film’s title or the number of tickets.",
    ),
    "change_refused.screen": ("Choisissez une salle de ce cinéma.", "Choose a screen of this cinema."),
    "change_refused.same_screen": (
        "La séance est déjà dans cette salle.",
        "The screening is in this screen already.",
    ),
    "change_refused.no_plan": ("Cette salle n’a pas encore de plan.", "This screen has no seat map yet."),
    "change_refused.cancelled": ("Cette séance est annulée.", "This screening is cancelled."),
    "change_refused.past": (
        "La séance est passée, ou cette heure l’est déjà.",
        "The screening is over, or this time has passed already.",
    ),
    "change_refused.nothing": ("Rien ne change ainsi.", "Nothing changes so."),
    "change_refused.version": ("Choisissez une version qui existe.", "Choose a version that exists."),
    "change_refused.quota": (
        "Davantage de places sont déjà prises en ligne : donnez au moins ce nombre.",
        "More places are already taken online: give that number at least.",
    ),
    "change_refused.meanwhile": (
        "La séance a changé entre-temps : rien n’a été écrit, la voici comme elle est.",
        "The screening has changed meanwhile: nothing was written, here it is as it stands.",
    ),
    "change_refused.closed": ("Cette salle est fermée.", "This screen is closed."),
    "change_refused.minutes": (
        "L’avant-séance dure de 0 à 120 minutes.",
        "The pre-show lasts 0 to 120 minutes.",
    ),
    "change_refused.occupied": (
        "La salle est prise à cette heure par une autre séance, rangement compris.",
        "The screen is taken at that time by another screening, turnaround included.",
    ),
    "change_refused.programme": (
        "Le programme refuse ce changement. Vérifiez la salle, la version et l’heure.",
        "The programme refuses this change. Check the screen, the version and the time.",
    ),
    "change_refused.inside": (
        "Des personnes déjà entrées n’auraient plus de place : choisissez une salle plus grande.",
        "People who are inside already would have no seat: choose a larger screen.",
    ),
    "change_refused.unseated": (
        "Décidez pour chaque commande qui n’a plus de place : remboursée ou échangée.",
        "Decide for each order without a seat: refunded or exchanged.",
    ),
    "change_refused.instant": (
        "Donnez une date et une heure, comme 28/11/2026 et 20:15.",
        "Give a date and a time, such as 2026-11-28 and 20:15.",
    ),
    "change_refused.no_such_time": (
        "Cette heure n’existe pas : les montres avancent cette nuit-là.",
        "This time does not exist: clocks go forward that night.",
    ),
    "change_refused.twice": (
        "Cette heure existe deux fois : les montres reculent cette nuit-là. Choisissez une autre heure.",
        "This time exists twice: clocks go back that night. Choose another time.",
    ),
    "answer_refused": (
        "Cette demande n’est plus possible ici. Le cinéma vous aidera.",
        "This is no longer possible here. The cinema will help you.",
    ),
    "answer_refused.answered": (
        "Vous avez déjà répondu à ce changement.",
        "You have answered this change already.",
    ),
    "answer_refused.late": (
        "Le délai est passé. Le cinéma vous aidera.",
        "It is too late for that. The cinema will help you.",
    ),
    "answer_refused.outdated": (
        "La séance a encore changé : voici ce qu’il en est.",
        "The screening has changed again: here is how it stands.",
    ),
    "answer_refused.cancelled": (
        "La séance est annulée : elle ne peut pas être gardée.",
        "The screening is cancelled: it cannot be kept.",
    ),
    "answer_refused.not_offered": (
        "Cette séance n’est plus proposée en échange. Choisissez-en une autre.",
        "This screening is no longer offered in exchange. Choose another.",
    ),
    "sold_seats": (
        "Des places de cette séance sont déjà prises.",
        "Seats of this screening are already taken.",
    ),
    "films_differ": ("Ces deux films ne peuvent pas n’en faire qu’un.", "These two films cannot become one."),
    "films_differ.same": ("C’est le même film.", "It is the same film."),
    "films_differ.gone": ("Un de ces films n’existe plus.", "One of these films is not there any more."),
    "films_differ.visa": (
        "Ils ont chacun leur visa : ce sont deux œuvres. Corrigez d’abord celui qui est faux.",
        "Each has its own visa: they are two works. Put the wrong one right first.",
    ),
    "films_differ.class": (
        "Leur classification diffère et des places sont vendues : accordez-les d’abord.",
        "Their classification differs and seats are sold: bring them into line first.",
    ),
    "films_differ.contract": (
        "Ils ont chacun un contrat pour les mêmes semaines dans un cinéma : supprimez-en un d’abord.",
        "Each has a contract for the same weeks in a cinema: delete one of them first.",
    ),
    "films_differ.prices": (
        "Un tarif est fait pour le film qui doit partir : gardez plutôt celui-là, ou changez d’abord la grille.",
        "A rate is made for the film that is to go: rather keep that one, or change the price list first.",
    ),
    "films_differ.held": (
        "Quelque chose tient encore au film qui doit partir.",
        "Something still hangs on the film that is to go.",
    ),
    "amount_changed": (
        "Le total n’est plus celui affiché. Vérifiez-le avec le client, puis encaissez.",
        "The total is no longer the one shown. Check it with the customer, then take the money.",
    ),
    "not_enough_given": (
        "Le client a donné moins que le total.",
        "The customer gave less than the total.",
    ),
    "needs_second_person": (
        "Ce remboursement dépasse ce qu’une personne décide seule : un responsable doit donner son accord.",
        "This refund is more than one person decides alone: an owner must agree.",
    ),
}


def say(error: Exception, *, language: str) -> str:
    """The sentence for a refusal of booking, in French or English."""
    key = getattr(error, "key", "booking")
    words = WORDS.get(key) or WORDS.get(key.split(".")[0]) or WORDS["booking"]
    return words[0 if language.startswith("fr") else 1]


OPENING: dict[str, tuple[str, str]] = {
    "operator": (
        "La raison sociale et le SIREN de l’exploitant manquent.",
        "The operator’s legal name and SIREN are missing.",
    ),
    "cinema": ("Il n’y a pas encore de cinéma.", "There is no cinema yet."),
    "screens": ("{name} n’a pas encore de salle.", "{name} has no screen yet."),
    "plan": ("{name} : la salle n’a pas de plan.", "{name}: the screen has no seat map."),
    "wheelchair": (
        "{name} : les emplacements pour fauteuil roulant sont sous le minimum légal, il en manque {count}.",
        "{name}: wheelchair spaces are under the legal minimum, {count} short.",
    ),
    "prices": ("{name} n’a pas encore de tarifs.", "{name} has no prices yet."),
    "mail": (
        "Aucun serveur de courrier n’est réglé : les billets ne partiraient pas.",
        "No mail server is set: tickets would not be sent.",
    ),
    "mail_unchecked": (
        "Le serveur de courrier n’a pas encore pris de lettre d’essai.",
        "The mail server has not taken a letter of trial yet.",
    ),
    "money": (
        "Les clés de Stripe manquent : on ne peut pas payer en ligne.",
        "Stripe’s keys are missing: nobody can pay online.",
    ),
    "money_unchecked": (
        "Stripe n’a pas encore répondu avec ces clés.",
        "Stripe has not answered to these keys yet.",
    ),
    "money_closed": (
        "Stripe répond que ce compte ne peut pas encore encaisser : terminez son inscription chez Stripe.",
        "Stripe says that this account may not take money yet: finish its registration at Stripe.",
    ),
    "legal": (
        "Les mentions légales sont incomplètes : directeur de la publication, hébergeur ou médiateur.",
        "The legal notice is incomplete: publisher, host or mediator.",
    ),
    "signing_key": ("La clé qui signe les billets manque.", "The key that signs tickets is missing."),
    "film": ("Il n’y a pas encore de film.", "There is no film yet."),
    "screening": ("{name} n’a pas de séance publiée.", "{name} has no published screening."),
}


def say_missing(missing: Missing, *, language: str) -> str:
    """What still prevents opening, in French or English."""
    words = OPENING[missing.code][0 if language.startswith("fr") else 1]
    return words.format(name=missing.name, count=missing.count)
