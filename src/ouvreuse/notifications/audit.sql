-- I11: No letter has been in a sender's hands for more than ten minutes.
-- fr: Aucune lettre n'est aux mains de l'expéditeur depuis plus de dix minutes.
SELECT id AS message, template, leased_until, attempts FROM notifications_message
 WHERE state = 'sending' AND leased_until < (SELECT clock()) - interval '8 minutes'

-- I11b: A letter that was sent says when; any other does not.
-- fr: Une lettre partie dit quand ; aucune autre ne le dit.
SELECT id AS message, state, sent_at FROM notifications_message WHERE (state = 'sent') <> (sent_at IS NOT NULL)
