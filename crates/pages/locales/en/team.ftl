# The team: members, invitations, roles, API keys.
seller-nav-team = Team
seller-nav-keys = API keys
team-title = Team
team-count = { $count ->
    [one] One person works in this shop
   *[other] { $count } people work in this shop
}
team-roles-link = Roles and permissions
team-invite-title = Invite somebody
team-invite-email = E-mail address
team-invite-role = Role
team-invite-language = Language of the mail
team-invite-send = Send invitation
team-invite-hint = The link in the mail holds for seven days, once, and for this address only. You can invite to what you may do yourself.
team-members = Members
team-you = You
team-suspended = Suspended
team-seen = Last here
team-never-seen = Has not been here yet
team-change = Change
team-change-label = Change { $name }
team-invited = Invited
team-invited-by = Invited by { $name }
team-sends = { $count ->
    [one] sent once
   *[other] sent { $count } times
}
team-expires = Holds until
team-resend = Send again
team-resend-label = Send the invitation to { $email } again
team-revoke = Take back
team-revoke-label = Take the invitation to { $email } back
team-leave = Leave the team
team-leave-hint = You lose access to this shop at once. Somebody has to invite you to come back.
team-leave-title = Leave { $shop }?
team-leave-text = You lose access to this shop at once: your programs are signed out, and API keys that you made are revoked. What you did stays in the shop’s log.
team-role = Role
team-own-title = Exceptions
team-own-hint = What this person may do beside the role, or not do although the role includes it.
team-own-role = As the role says
team-own-grant = Allowed
team-own-deny = Not allowed
team-access = Access
team-suspend = Suspend
team-suspend-hint = Out until you take the person back. Programs are signed out and API keys revoked.
team-resume = Take back
team-resume-hint = Back with the same role. Programs have to sign in again, and API keys have to be made anew.
team-remove = Remove from the team
team-remove-hint = Out for good, unless somebody invites this person again.
team-remove-title = Remove { $name } from the team?
team-remove-text = { $name } is out at the next click, is told so by e-mail, and open invitations that came from there end. What was done stays in the shop’s log.
team-transfer = Hand the shop over
team-transfer-hint = This person owns the shop from then on, and you become an administrator.
team-transfer-title = Hand the shop over to { $name }?
team-transfer-text = { $name } will own the shop: billing, the plan and the team are then decided there. You become an administrator. Only the new owner can hand it back.
team-transfer-password = Your password
team-unchangeable = You cannot change this person: nobody changes the owner, himself, or anybody who may do more than he.
team-fault-more = Nobody can give, change or take away more than he may do himself. Ask the shop’s owner.
team-fault-in-team = Somebody with this address is in the team already.
team-fault-invited = This address has been invited already. Send the invitation again below, or take it back.
team-fault-too-many = There are too many open already. Take some back first.
team-fault-owner = The owner’s place changes only by handing the shop over.
team-fault-own = Nobody changes his own place. Somebody else in the team has to.
team-fault-role-in-use = Members have this role, or somebody is invited to it. Give them another first.
team-fault-name = Use another name of 1 to 60 characters.
team-fault-permissions = Choose at least one permission.
fault-own-password = This is not your password.
roles-title = Roles and permissions
roles-intro = What each role may do. A change works at the next click of whoever has the role.
roles-new = New role
roles-new-hint = Put together what people with this role may do. You can put in what you may do yourself.
roles-own = Roles of this shop
roles-matrix = Who may do what
roles-permission = Permission
roles-yes = yes
roles-no = no
roles-name = Name of the role
roles-may = May do
roles-delete = Delete role
roles-delete-hint = Possible once nobody has the role and nobody is invited to it.
roles-permissions = { $count ->
    [one] One permission
   *[other] { $count } permissions
}
roles-members = { $count ->
    [0] nobody has it
    [one] one person has it
   *[other] { $count } people have it
}
keys-title = API keys
keys-intro = For programs that nobody signs in to. A key acts for whoever made it, never with more than that person may do.
keys-docs = The API’s documentation
keys-list = Keys
keys-empty = No key yet. Make one below for your first program.
keys-by = Made by { $name }
keys-seen = last used
keys-unused = not used yet
keys-expires = holds until
keys-revoked = Revoked
keys-revoke = Revoke
keys-revoke-label = Revoke { $name }
keys-new = New key
keys-name = What it is for
keys-name-hint = For example the name of the program.
keys-days = Holds for
keys-days-30 = 30 days
keys-days-90 = 90 days
keys-days-365 = One year
keys-days-none = Until it is revoked
keys-may = May do
keys-make = Make key
keys-made = The key for { $name }
keys-made-text = Copy it now: it is shown this once, and nobody can show it again.
seller-done-invited = The invitation is on its way.
seller-done-invited-again = The invitation was sent again. The former link opens nothing any more.
seller-done-invitation-revoked = The invitation was taken back.
seller-done-member-saved = Saved. It works at the next click.
seller-done-member-suspended = Suspended: out at the next click.
seller-done-member-resumed = Back in the team.
seller-done-member-removed = Removed: out at the next click.
seller-done-handed-over = The shop has a new owner.
seller-done-role-saved = The role was saved. It works at the next click.
seller-done-role-deleted = The role was deleted.
seller-done-key-revoked = The key was revoked: it opens nothing any more.
invitation-title = Join { $shop }
invitation-text = { $inviter } invites you to the team of { $shop } as { $role }.
invitation-for = The invitation is for { $email }.
invitation-account = You have an account already: sign in with it to join.
invitation-sign-in = Sign in and join
invitation-accept = Join the team
invitation-signed-in = You are signed in as { $name }.
invitation-other = You are signed in with another address than { $email }, which was invited. Sign out and in again with that one.
invitation-new = You have no account yet. Choose a name and a password.
invitation-create = Open account and join
invitation-ended-title = This invitation opens nothing any more
invitation-ended-text = It was used, taken back, or has expired. Ask whoever sent it for a new one.
invitation-in-team = You are in this team already.
