//! Teams: raising oneself, reaching into another's, and a member of two sellers whose places are mixed up. The functions that
//! change a team pass by the wall, so that they must look at who asks.

use types::{MemberId, SellerId, UserId};
use uuid::Uuid;

use super::{
    Attack, ProbeError, Where,
    attacker::{Attacker, now},
    field::Field,
    tally::Tally,
};
use crate::Identity;

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "another's team",
        tries: "functions that change a team, with the victim's members, roles, invitations and keys",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(others(f, a, t)),
    },
    Attack {
        name: "mixed places",
        tries: "tokens of a member of two sellers, with the one's place at the other",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(mixed(f, a, t)),
    },
    Attack {
        name: "role raising",
        tries: "writing roles, grants, owners and keys past the functions",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(raised(f, a, t)),
    },
];

/// The column of a party's row, as an id.
fn id_of(field: &Field, table: &str, column: &str, party: usize) -> Option<Uuid> {
    field.rows.row(table, party)?.get(column)?.as_deref()?.parse().ok()
}

/// A party's owner, acting for a seller: his place and himself.
fn place(field: &Field, party: usize, seller: Uuid) -> Option<Identity> {
    Some(Identity {
        seller: Some(SellerId(seller)),
        member: Some(MemberId(id_of(field, "members", "id", party)?)),
        actor: Some(UserId(id_of(field, "members", "user_id", party)?)),
        ..Identity::default()
    })
}

fn signed(attacker: &Attacker, identity: &Identity) -> String {
    attacker.key().sign(attacker.class, identity, attacker.pid, now() + 60)
}

/// What only who may change the team of the seller in scope can do.
const MAKES_A_ROLE: &str = "SELECT team.save_role(gen_random_uuid(), 'probe ' || gen_random_uuid(), '{orders.view}')";

async fn others(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    if attacker.class != "seller" {
        let denied = attacker.attempt("SELECT count(*) FROM team.roster()").await?;
        tally.must_be_denied("a function of the team", &denied);
        return Ok(());
    }
    let theirs = |table| id_of(field, table, "id", field.theirs.at);
    let (Some(own), Some(member), Some(role), Some(invitation), Some(key)) = (
        place(field, field.mine.at, field.mine.seller),
        theirs("members"),
        theirs("roles"),
        theirs("invitations"),
        theirs("api_keys"),
    ) else {
        tally.not_applicable("there are no teams");
        return Ok(());
    };
    let token = signed(attacker, &own);
    for sql in [
        format!("SELECT team.set_role('{member}', 'viewer', NULL, '{{}}', '{{}}')"),
        format!("SELECT team.set_state('{member}', 'removed')"),
        format!("SELECT team.transfer('{member}')"),
        format!("SELECT team.delete_role('{role}')"),
        format!("SELECT team.invite(gen_random_uuid(), 'a@b.c', 'a@b.c', 'en', 'custom', '{role}', sha256('x'), 1)"),
        format!("SELECT team.resend('{invitation}', sha256('x'), 1)"),
        format!("SELECT team.revoke('{invitation}')"),
        format!("SELECT team.revoke_key('{key}')"),
        "SELECT team.acting('team.edit')".to_owned(),
        format!("SELECT team.held_by('{member}')"),
    ] {
        tally.must_be_refused(&sql, &attacker.attempt_with(Some(&token), &sql).await?);
    }
    let made = attacker.attempt_with(Some(&token), MAKES_A_ROLE).await?;
    tally.control("an owner makes a role of his own", made.code().is_empty(), || made.how());
    Ok(())
}

async fn mixed(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let (mine, theirs) = (field.mine.seller, field.theirs.seller);
    let own = place(field, field.mine.at, mine).filter(|_| attacker.class == "seller");
    let (Some(own), Some(there)) = (own, place(field, field.theirs.at, mine)) else {
        tally.not_applicable("the class changes no team");
        return Ok(());
    };
    let nobody = Some(UserId(Uuid::now_v7()));
    for (what, identity) in [
        ("the victim's place, at the attacker's seller", there),
        ("the attacker's place, at the victim's seller", Identity { seller: Some(SellerId(theirs)), ..own }),
        ("the attacker's place, held by another person", Identity { actor: there.actor, ..own }),
        ("the attacker's place, held by nobody known", Identity { actor: nobody, ..own }),
        ("no place at all", Identity { member: None, ..own }),
    ] {
        let token = signed(attacker, &identity);
        tally.must_be_refused(what, &attacker.attempt_with(Some(&token), MAKES_A_ROLE).await?);
        let roster = attacker.attempt_with(Some(&token), "SELECT count(*) FROM team.invitations()").await?;
        // Who he is does not count in what only looks, but the place must be one of the seller in scope.
        if identity.member != own.member || identity.seller != own.seller {
            tally.must_be_refused(what, &roster);
        }
    }
    let made = attacker.attempt_with(Some(&signed(attacker, &own)), MAKES_A_ROLE).await?;
    tally.control("his own place does", made.code().is_empty(), || made.how());
    Ok(())
}

async fn raised(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    if field.rows.row("members", field.mine.at).is_none() {
        tally.not_applicable("there are no teams");
        return Ok(());
    }
    for sql in [
        "UPDATE karum.members SET role = 'admin'",
        "UPDATE karum.members SET grants = '{billing.manage}'",
        "UPDATE karum.members SET state = 'active'",
        "INSERT INTO karum.members (seller_id, id, user_id, role) SELECT seller_id, gen_random_uuid(), gen_random_uuid(), 'admin' FROM karum.members",
        "DELETE FROM karum.members",
        "UPDATE karum.owners SET member_id = member_id",
        "DELETE FROM karum.owners",
        "UPDATE karum.roles SET permissions = '{billing.manage}'",
        "INSERT INTO karum.roles (seller_id, id, name, permissions) VALUES (gen_random_uuid(), gen_random_uuid(), 'x', '{}')",
        "UPDATE karum.invitations SET role = 'admin'",
        "SELECT token_hash FROM karum.invitations",
        "UPDATE karum.api_keys SET permissions = '{billing.manage}'",
        "SELECT secret_hash FROM karum.api_keys",
        "UPDATE karum.token_families SET ended_at = NULL",
        "SELECT token_hash FROM karum.refresh_tokens",
    ] {
        tally.must_be_denied(sql, &attacker.attempt(sql).await?);
    }
    Ok(())
}
