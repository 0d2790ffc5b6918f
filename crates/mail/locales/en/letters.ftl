## Every letter
greeting = Hello { $name },
greeting-nameless = Hello,
copy = If the button does nothing, copy this address into your browser:
automatic = This message was sent automatically by { $site }. Nobody reads replies to it.

## Into a team
invitation-subject = { $inviter } invites you to the team of { $shop }
invitation-preheader = Accept within { $days ->
    [one] one day
   *[other] { $days } days
} to work with { $shop } on { $site }.
invitation-text = { $inviter } would like you to work with { $shop } on { $site }, as { $role ->
    [owner] its owner
    [admin] an administrator
    [operator] an operator
    [finance] the one for finance
    [viewer] a viewer
    [manager] a manager
    [editor] an editor
   *[other] “{ $role }”
}.

    You can accept with an account of your own, or make one on the way: it takes a name and a password.
invitation-button = Accept the invitation
invitation-note = The invitation is for you alone: do not pass this message on. It ends after { $days ->
    [one] one day
   *[other] { $days } days
}. If you do not know who invites you, ignore it; nothing happens.
invitation-why = You get this message because { $inviter } entered your address to invite you.

## A new account
confirm-sign-up-subject = Confirm your e-mail address
confirm-sign-up-preheader = One more click, and your account on { $site } is ready.
confirm-sign-up-text = Welcome to { $site }. Confirm that this address is yours, and your account is ready.
confirm-sign-up-button = Confirm the address
confirm-sign-up-note = The link holds for { $hours ->
    [one] one hour
   *[other] { $hours } hours
}. If you did not sign up, ignore this message: without your confirmation there will be no account.
confirm-sign-up-why = You get this message because this address was used to sign up on { $site }.

already-registered-subject = You have an account on { $site } already
already-registered-preheader = Somebody, probably you, wanted to sign up with this address again.
already-registered-text = Somebody, probably you, wanted to sign up on { $site } with this address. There is an account for it already, so that nothing was changed.
already-registered-button = Sign in
already-registered-other = If you have forgotten your password, choose a new one here:
already-registered-note = If it was not you, there is nothing to do. Whoever it was did not learn that you have an account.
already-registered-why = You get this message because this address was used to sign up on { $site }.

## The password
reset-password-subject = Choose a new password
reset-password-preheader = The link holds for { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
} and works once.
reset-password-text = A new password was asked for, for your account on { $site }. Choose one here:
reset-password-button = Choose a password
reset-password-note = The link holds for { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
} and works once. If you did not ask for it, ignore this message: your password stays as it is.
reset-password-why = You get this message because a new password was asked for with this address on { $site }.

password-changed-subject = Your password was changed
password-changed-preheader = If it was you, there is nothing to do.
password-changed-text = The password of your account on { $site } was changed, and all other devices were signed out.

    If it was you, there is nothing to do. If not, ask for a new password at once on the sign-in page, and look through the devices that are signed in.
password-changed-why = You get this message because the security of your account on { $site } has changed.

## The address
confirm-new-email-subject = Confirm your new e-mail address
confirm-new-email-preheader = One click makes this the address of your account on { $site }.
confirm-new-email-text = This address is to become that of your account on { $site }. Confirm that it is yours.
confirm-new-email-button = Confirm the address
confirm-new-email-note = The link holds for { $hours ->
    [one] one hour
   *[other] { $hours } hours
}. The change also has to be agreed to from the former address. If you know nothing of it, ignore this message.
confirm-new-email-why = You get this message because this address was entered as the new one of an account on { $site }.

email-change-asked-subject = Shall your e-mail address be changed?
email-change-asked-preheader = Your account on { $site } is to get another address. Agree, or refuse.
email-change-asked-text = Your account on { $site } is to get another e-mail address: { $new }

    Nothing changes before you have agreed here, and the new address has been confirmed as well.
email-change-asked-button = Agree or refuse
email-change-asked-note = If you did not ask for it, refuse, and then change your password: somebody may be signed in as you.
email-change-asked-why = You get this message because this is the address of your account on { $site }.

email-changed-subject = Your e-mail address was changed
email-changed-preheader = Messages of { $site } go to your new address from now on.
email-changed-text = Your account on { $site } has another e-mail address from now on: { $new }

    You sign in with it, and messages go there. This is the last one to the former address. If it was not you, write to the people who run { $site } at once.
email-changed-why = You get this message because this was the address of your account on { $site }.

## The second factor
second-factor-changed-subject = { $what ->
    [totp-on] Codes from your app are asked for from now on
    [totp-off] Codes from your app are no longer asked for
    [passkey-added] A passkey was added
    [passkey-removed] A passkey was removed
    [recovery-codes] You have new recovery codes
   *[recovery-code-used] A recovery code was used to sign in
}
second-factor-changed-preheader = Something about signing in to your account on { $site } has changed.
second-factor-changed-text = { $what ->
    [totp-on] When you sign in to { $site }, you are asked for a code from your app as well, from now on.
    [totp-off] When you sign in to { $site }, you are no longer asked for a code from your app. Your password alone is enough.
    [passkey-added] A passkey was added to your account on { $site }. Whoever holds it can sign in with it.
    [passkey-removed] A passkey was removed from your account on { $site }. One can no longer sign in with it.
    [recovery-codes] New recovery codes were made for your account on { $site }. The former ones no longer work.
   *[recovery-code-used] Somebody signed in to your account on { $site } with a recovery code. It does not work a second time.
}

    If it was you, there is nothing to do. If not, change your password at once, and look through the devices that are signed in.
second-factor-changed-why = You get this message because the security of your account on { $site } has changed.

token-reused-subject = A device was signed out for safety
token-reused-preheader = An old key of { $device } was used again. We have ended its access.
token-reused-text = The access that “{ $device }” has to { $shop } on { $site } was ended: an old key of it, which had been exchanged before, was used a second time. That happens when a key was copied, or when a program kept it by mistake.

    Sign in again on the device. If you do not know it, or it happens again, change your password and look through the devices that are signed in.
token-reused-why = You get this message because the device was signed in with your account.

## In the team
owner-now-subject = { $shop } is yours now
owner-now-preheader = You are the owner of { $shop } on { $site } from now on.
owner-now-text = { $shop } was handed over to you: from now on you are its owner on { $site }, with its plan, its bills and its team.

    The former owner remains a member of the team for as long as you want it.
owner-now-why = You get this message because you are a member of the team of { $shop }.

removed-from-team-subject = You are no longer in the team of { $shop }
removed-from-team-preheader = Your access to { $shop } on { $site } has ended.
removed-from-team-text = Your access to { $shop } on { $site } has ended. Your account remains: you can go on buying with it, and work in other teams.

    If you think that it is a mistake, ask the owner of the shop.
removed-from-team-why = You get this message because you were a member of the team of { $shop }.

welcome-subject = Your shop { $shop } is ready
welcome-preheader = Choose a password, and start to sell on { $site }.
welcome-text = { $site } has opened the shop { $shop } for you. Choose a password, and you can sign in and sell.
welcome-button = Choose a password
welcome-note = The link holds for { $hours ->
    [one] one hour
   *[other] { $hours } hours
} and works once. After that, ask for a new one on the sign-in page.
welcome-why = You get this message because { $site } has opened a shop in your name.

staff-asks-consent-subject = Support asks to look into { $shop }
staff-asks-consent-preheader = Nobody looks before you have agreed.
staff-asks-consent-text = The support of { $site } would like to look into { $shop }. The reason that was given: { $reason }

    Nobody looks before you have agreed. What is looked at then is recorded, and you can read the record.
staff-asks-consent-button = Agree or refuse
staff-asks-consent-note = You can end the look at any moment.
staff-asks-consent-why = You get this message because you decide for { $shop } who may look into it.
