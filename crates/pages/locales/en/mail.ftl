## The outbox, where Karum is developed
mails-title = Mails
mails-intro = What the outbox holds, the newest first. This page exists on a developer’s own machine only.
mails-empty-title = No mail yet
mails-empty-text = Invitations, confirmations and new passwords appear here as soon as one is written.
mail-state-queued = waiting
mail-state-sending = being sent
mail-state-sent = sent
mail-state-failed = failed
mail-to = To
mail-letter = Letter
mail-created = Written
mail-sent = Sent on
mail-attempts = Tries
mail-error = Last error
mail-form-html = With layout
mail-form-text = Plain text
mail-words-gone = The words of a mail are deleted once it is sent or given up: they hold links that open something.
