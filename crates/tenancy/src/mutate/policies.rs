//! Mutations of policies.

use std::fmt::Write as _;

use super::{
    Kind, Mutation,
    catalogue::{Catalogue, Dice, Policy},
};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "policy dropped", make: |c, d| on(c, d, |p| Some(format!("DROP POLICY {} ON {}", p.name, p.table))) },
    Kind { name: "policy true", make: |c, d| rewritten(c, d, |_| Some("true".into())) },
    Kind { name: "comparison inverted", make: |c, d| replaced(c, d, " = ", " <> ") },
    Kind { name: "comparison loosened", make: |c, d| replaced(c, d, " = ", " >= ") },
    Kind { name: "unknown taken as equal", make: |c, d| replaced(c, d, " = ", " IS NOT DISTINCT FROM ") },
    Kind {
        name: "policy fails open",
        make: |c, d| rewritten(c, d, |text| Some(format!("({text}) OR current_setting('karum.scope', true) IS NULL"))),
    },
    Kind { name: "another scope function", make: |c, d| replaced(c, d, "keyring.seller()", "keyring.actor()") },
    Kind { name: "another column", make: |c, d| replaced(c, d, "seller_id = ", "id = ") },
    Kind {
        name: "asked once a row",
        make: |c, d| replaced(c, d, "( SELECT keyring.seller() AS seller)", "keyring.seller()"),
    },
    Kind { name: "policy to another role", make: another_role },
    Kind { name: "policy for another command", make: another_command },
    Kind {
        name: "permissive and restrictive swapped",
        make: |c, d| on(c, d, |p| Some(anew(&Policy { permissive: !p.permissive, ..p.clone() }))),
    },
    Kind { name: "second policy", make: second },
    Kind {
        name: "policy renamed",
        make: |c, d| on(c, d, |p| Some(format!("ALTER POLICY {} ON {} RENAME TO renamed", p.name, p.table))),
    },
];

/// Alters one policy.
fn on(catalogue: &Catalogue, dice: &mut Dice, alter: impl Fn(&Policy) -> Option<String>) -> Option<Mutation> {
    let policy = dice.one(&catalogue.policies)?;
    alter(policy).map(Mutation::plain)
}

/// Writes one of a policy's conditions, or both, otherwise.
fn rewritten(catalogue: &Catalogue, dice: &mut Dice, alter: impl Fn(&str) -> Option<String>) -> Option<Mutation> {
    let which = dice.throw() % 3;
    on(catalogue, dice, |policy| {
        let mut sql = format!("ALTER POLICY {} ON {}", policy.name, policy.table);
        let before = sql.len();
        if let Some(text) = policy.using.as_deref().filter(|_| which != 1 || policy.check.is_none()) {
            let _ = write!(sql, " USING ({})", alter(text)?);
        }
        if let Some(text) = policy.check.as_deref().filter(|_| which != 0 || policy.using.is_none()) {
            let _ = write!(sql, " WITH CHECK ({})", alter(text)?);
        }
        (sql.len() > before).then_some(sql)
    })
}

fn replaced(catalogue: &Catalogue, dice: &mut Dice, old: &str, new: &str) -> Option<Mutation> {
    rewritten(catalogue, dice, |text| text.contains(old).then(|| text.replace(old, new)))
}

fn anew(policy: &Policy) -> String {
    let Policy { table, name, command, permissive, role, using, check } = policy;
    let using = using.as_ref().filter(|_| command != "INSERT").map(|text| format!(" USING ({text})"));
    let check = check.as_ref().filter(|_| command != "SELECT" && command != "DELETE");
    let check = check.map(|text| format!(" WITH CHECK ({text})"));
    let kind = if *permissive { "PERMISSIVE" } else { "RESTRICTIVE" };
    format!(
        "DROP POLICY {name} ON {table}; CREATE POLICY {name} ON {table} AS {kind} FOR {command} TO {role}{}{}",
        using.unwrap_or_default(),
        check.unwrap_or_default()
    )
}

fn another_role(catalogue: &Catalogue, dice: &mut Dice) -> Option<Mutation> {
    let class = dice.one(&catalogue.classes)?.clone();
    let public = dice.throw() % 3;
    on(catalogue, dice, |policy| {
        let to = match public {
            0 => "PUBLIC".to_owned(),
            1 => class.clone(),
            _ => format!("{}, {class}", policy.role),
        };
        Some(format!("ALTER POLICY {} ON {} TO {to}", policy.name, policy.table))
    })
}

fn another_command(catalogue: &Catalogue, dice: &mut Dice) -> Option<Mutation> {
    let command = (*dice.one(&["ALL", "SELECT", "UPDATE", "INSERT", "DELETE"])?).to_owned();
    on(catalogue, dice, |policy| {
        let condition = policy.using.clone().or_else(|| policy.check.clone());
        Some(anew(&Policy { command: command.clone(), using: condition.clone(), check: condition, ..policy.clone() }))
    })
}

fn second(catalogue: &Catalogue, dice: &mut Dice) -> Option<Mutation> {
    let (table, class) = (dice.one(&catalogue.tables)?, dice.one(&catalogue.classes)?);
    let command = dice.one(&["ALL", "SELECT", "UPDATE", "DELETE"])?;
    Some(Mutation::plain(format!("CREATE POLICY second ON {table} FOR {command} TO {class} USING (true)")))
}
