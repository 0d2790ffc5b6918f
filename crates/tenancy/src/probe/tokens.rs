//! Scopes that must not hold: none, forged, altered, stolen, expired, of another class.

use super::{
    Attack, ProbeError, Where,
    answer::Answer,
    attacker::{Attacker, now},
    field::{Field, is_scoped, stranger_key},
    step,
    tally::Tally,
};
use crate::{CLASSES, Identity, SigningKey};

pub(super) const ATTACKS: &[Attack] = &[
    Attack {
        name: "no token",
        tries: "rows on a session that was never bound",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(none(f, a, t)),
    },
    Attack {
        name: "empty token",
        tries: "rows under an empty scope",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(empty(f, a, t)),
    },
    Attack {
        name: "malformed token",
        tries: "rows under texts that are no token",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(malformed(f, a, t)),
    },
    Attack {
        name: "plain SET",
        tries: "the victim's id itself as the scope",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(plain(f, a, t)),
    },
    Attack {
        name: "forged MAC",
        tries: "a token whose MAC was altered or cut",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(forged(f, a, t)),
    },
    Attack {
        name: "changed field",
        tries: "the own token with the victim's ids in it",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(changed(f, a, t)),
    },
    Attack {
        name: "other key",
        tries: "the victim's token, signed with a key of one's own",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(other_key(f, a, t)),
    },
    Attack {
        name: "retired key",
        tries: "the victim's token, signed with a key that was rotated away",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(retired(f, a, t)),
    },
    Attack {
        name: "stolen token",
        tries: "the victim's token, made for another connection",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(stolen(f, a, t)),
    },
    Attack {
        name: "expired token",
        tries: "a token that held until a second ago",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(expired(f, a, t)),
    },
    Attack {
        name: "token of another class",
        tries: "valid tokens of every other class",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(foreign_class(f, a, t)),
    },
    Attack {
        name: "incomplete token",
        tries: "a token that names nobody",
        in_place: Where::Within,
        run: |f, a, t| Box::pin(incomplete(f, a, t)),
    },
];

/// Presents a token to every table whose rows it should guard: any answer is a leak.
async fn present(
    field: &Field,
    attacker: &Attacker,
    tally: &mut Tally,
    (what, token): (&str, Option<&str>),
) -> Result<(), ProbeError> {
    for table in field.scoped(attacker.class) {
        let answer = attacker.attempt_with(token, &format!("SELECT count(*) FROM {}", table.full())).await?;
        match answer {
            Answer::Done { .. } => {
                let rows = answer.number().unwrap_or_default();
                tally.leak(format!("{what}: {} answered with {rows} rows", table.name));
            }
            // A text that breaks the check itself is refused all the same.
            Answer::Refused { .. } => tally.refused(answer.how()),
        }
    }
    if field.scoped(attacker.class).next().is_none() {
        tally.not_applicable("the class has no rows of its own");
    }
    Ok(())
}

/// The valid token opens exactly the attacker's rows.
async fn valid_token_opens(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for table in field.scoped(attacker.class) {
        let (own, sql) = (field.own(&table.name), format!("SELECT count(*) FROM {}", table.full()));
        let answer = attacker.attempt(&sql).await?;
        tally.control(format!("a valid token opens {}", table.name), answer.number() == Some(own), || answer.how());
    }
    Ok(())
}

async fn none(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    if attacker.disguise.is_some() {
        // In place this is the session's first attack.
        let sql = "SELECT current_setting('karum.scope', true) IS NULL";
        let unbound = attacker.attempt_with(None, sql).await?;
        let never = unbound.values().first().map(String::as_str) == Some("t");
        tally.control("the session was never bound", never, || unbound.how());
        present(field, attacker, tally, ("never bound", None)).await?;
        attacker.attempt("SELECT 1").await?;
    } else {
        let fresh = Attacker::sign_in(field, attacker.class).await?;
        present(field, &fresh, tally, ("never bound", None)).await?;
    }
    // A session whose former scope has ended is not the same: its setting is empty, not absent.
    present(field, attacker, tally, ("after another scope", None)).await?;
    valid_token_opens(field, attacker, tally).await
}

async fn empty(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    present(field, attacker, tally, ("empty", Some(""))).await?;
    valid_token_opens(field, attacker, tally).await
}

async fn malformed(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let victim = field.theirs.owner("seller_id");
    let fields = format!("{}|{}|{victim}|||||", field.key.kid, attacker.class);
    for token in ["|", "||||||||", "null", "*", &fields, &"|".repeat(100), &"0".repeat(64)] {
        present(field, attacker, tally, ("malformed", Some(token))).await?;
    }
    Ok(())
}

async fn plain(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for id in [field.theirs.seller, field.theirs.buyer] {
        present(field, attacker, tally, ("a bare id", Some(&id.to_string()))).await?;
        for table in field.scoped(attacker.class) {
            let sql = format!("SET LOCAL karum.scope = '{id}'; SELECT count(*) FROM {}", table.full());
            let answer = attacker.attempt(&sql).await?;
            tally.must_be_refused(&format!("SET LOCAL before {}", table.name), &answer);
        }
    }
    Ok(())
}

async fn forged(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let Some(token) = attacker.token_of(&field.theirs) else {
        tally.not_applicable("the class carries no token");
        return Ok(());
    };
    let (body, mac) = token.split_at(token.len() - 64);
    let last = if mac.ends_with('0') { '1' } else { '0' };
    let altered = [
        format!("{body}{}{last}", &mac[..63]),
        format!("{body}{}", "0".repeat(64)),
        body.trim_end_matches('|').to_owned(),
        body.to_owned(),
        format!("{body}{}", &mac[..32]),
        format!("{body}{}", mac.to_uppercase()),
        format!("{token}{token}"),
    ];
    for token in altered {
        present(field, attacker, tally, ("altered MAC", Some(&token))).await?;
    }
    valid_token_opens(field, attacker, tally).await
}

async fn changed(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let Some(token) = attacker.token() else {
        tally.not_applicable("the class carries no token");
        return Ok(());
    };
    let (mine, theirs) = (&field.mine, &field.theirs);
    let later = (now() + 86_400).to_string();
    let fields: Vec<&str> = token.split('|').collect();
    let swapped = [
        token.replace(&mine.seller.to_string(), &theirs.seller.to_string()),
        token.replace(&mine.buyer.to_string(), &theirs.buyer.to_string()),
        token.replacen(&format!("|{}|", fields[7]), &format!("|{later}|"), 1),
        token.replacen(&format!("|{}|", fields[6]), "|0|", 1),
        token.replacen(attacker.class, "platform", 1),
    ];
    for changed in swapped.iter().filter(|changed| **changed != token) {
        present(field, attacker, tally, ("a field was changed", Some(changed))).await?;
    }
    Ok(())
}

/// The victim's token as a thief would make it, signed with `key`.
fn victims(field: &Field, attacker: &Attacker, key: &SigningKey) -> Option<String> {
    let identity = field.theirs.identity(attacker.class)?;
    Some(key.sign(attacker.class, &identity, attacker.pid, now() + 60))
}

async fn other_key(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for (what, kid) in [("the kid of the true key", &*field.key.kid), ("a kid of its own", "stranger"), ("no kid", "")]
    {
        if let Some(token) = victims(field, attacker, &stranger_key(kid)?) {
            present(field, attacker, tally, (what, Some(&token))).await?;
        } else {
            tally.not_applicable("the class carries no token");
        }
    }
    Ok(())
}

async fn retired(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let key = stranger_key(&format!("retired{}", attacker.pid))?;
    let (inner, outer) = key.pads();
    let sql =
        "INSERT INTO keyring.secret (kid, ikey, okey, valid_until) VALUES ($1, $2, $3, now() - interval '1 second')";
    field.keyring(sql, &[&&*key.kid, &inner.as_slice(), &outer.as_slice()]).await.map_err(step("retiring a key"))?;
    if let Some(token) = victims(field, attacker, &key) {
        present(field, attacker, tally, ("a retired key", Some(&token))).await?;
    } else {
        tally.not_applicable("the class carries no token");
    }
    field.keyring("DELETE FROM keyring.secret WHERE kid = $1", &[&&*key.kid]).await.map_err(step("forgetting a key"))
}

async fn stolen(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    // The victim's own connection, of the same login, with a token that holds there.
    let victim = Attacker::sign_in(field, attacker.class).await?;
    let Some(token) = victim.token_of(&field.theirs) else {
        tally.not_applicable("the class carries no token");
        return Ok(());
    };
    for table in field.scoped(attacker.class) {
        let answer = victim.attempt_with(Some(&token), &format!("SELECT count(*) FROM {}", table.full())).await?;
        tally.control(
            format!("the token opens {} where it was made for", table.name),
            answer.number().is_some(),
            || answer.how(),
        );
    }
    present(field, attacker, tally, ("made for another connection", Some(&token))).await
}

async fn expired(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    let Some(identity) = attacker.identity else {
        tally.not_applicable("the class carries no token");
        return Ok(());
    };
    for expiry in [now() - 1, 0] {
        let token = attacker.key().sign(attacker.class, &identity, attacker.pid, expiry);
        present(field, attacker, tally, ("expired", Some(&token))).await?;
    }
    valid_token_opens(field, attacker, tally).await
}

async fn foreign_class(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    for class in CLASSES.iter().filter(|class| **class != attacker.class) {
        // The victim's whole identity: more than any one class would be given.
        let seller = field.theirs.identity("staff").unwrap_or_default();
        let buyer = field.theirs.identity("checkout").unwrap_or_default();
        let identity = Identity { buyer: buyer.buyer, ..seller };
        let token = attacker.key().sign(class, &identity, attacker.pid, now() + 60);
        present(field, attacker, tally, (class, Some(&token))).await?;
    }
    Ok(())
}

async fn incomplete(field: &Field, attacker: &Attacker, tally: &mut Tally) -> Result<(), ProbeError> {
    if !is_scoped(attacker.class) {
        tally.not_applicable("the class carries no token");
        return Ok(());
    }
    let nobody = Identity::default();
    let token = attacker.key().sign(attacker.class, &nobody, attacker.pid, now() + 60);
    present(field, attacker, tally, ("nobody", Some(&token))).await
}
