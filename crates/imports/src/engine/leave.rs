//! Rows that go: those that a file no longer has, and those of a deleted feed.

use catalog::feed::AndPublish;
use tenancy::{Scope, Write, class::Worker, row, statements};
use types::{Language, SellerId, VariantId};

use super::{
    diff::Move,
    lookup, stage,
    standing::{Claim, Conflicts, Known, Ranking, Slots, Standing, slot, stand},
};
use crate::{ImportError, Vanish, feeds, variant};

/// The most rows that go in one transaction: the catalogue may have to follow each.
pub(crate) const PORTION: usize = 500;

row! {
    struct Published { id: VariantId }
}

statements! {
    fn published(seller: SellerId, ids: &[&str]) -> Vec<Published> for Worker =
        "SELECT id FROM variants WHERE seller_id = $1 AND external_id = ANY($2) AND source = 'feed' AND published_at IS NOT NULL";
}

/// Why rows go, and what that means.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Leaving {
    /// The file lacks them. They stay as vanished rows, and published products follow the feed's rule.
    Vanished(Vanish),
    /// Their feed was deleted, and they go with it. Products stay as they are.
    Forgotten,
}

/// Takes the rows of a language out, at most [`PORTION`] of them. Rows of other languages take their place where there
/// are any. Answers how many went.
pub(crate) async fn leave(
    q: &Scope<Worker, Write>,
    language: Language,
    ranking: Ranking,
    ids: &[&str],
    leaving: Leaving,
) -> Result<usize, ImportError> {
    feeds::lock(q).await?;
    let known = lookup::known(q, ids).await?;
    let deleted = match leaving {
        Leaving::Vanished(_) => Vec::new(),
        Leaving::Forgotten => stage::delete(q, language, ids).await?,
    };
    let mut gone: Vec<(&str, Standing)> = Vec::new();
    let (mut moves, mut left, mut orphans) = (Vec::new(), Vec::new(), Vec::new());
    for (id, known) in ids.iter().zip(&known) {
        let goes = match leaving {
            Leaving::Vanished(_) => known[slot(language)].as_ref().is_some_and(|row| row.present),
            Leaving::Forgotten => deleted.iter().any(|deleted| deleted == id),
        };
        if !goes {
            continue;
        }
        let standings = stand(&without(known, language, leaving), ranking);
        gone.push((id, standings[slot(language)].unwrap_or(Standing { main: false, conflicts: Conflicts::default() })));
        let others = Language::ALL.into_iter().filter(|other| *other != language);
        moves.extend(others.clone().filter_map(|other| {
            let standing = standings[slot(other)]?;
            let moved = known[slot(other)].as_ref()?.standing != standing;
            moved.then_some(Move { id, language: other, standing })
        }));
        let present = |other: Language| known[slot(other)].as_ref().is_some_and(|row| row.present);
        if others.clone().any(present) { left.push(*id) } else { orphans.push(*id) }
    }
    if let Leaving::Vanished(_) = leaving {
        stage::vanish(q, language, &gone).await?;
    }
    stage::set_standings(q, &moves).await?;
    let selected = lookup::in_catalogue(q, &left).await?;
    variant::apply(q, &selected, ranking, AndPublish::No).await?;
    if let Leaving::Vanished(Vanish::Unpublish) = leaving {
        let variants: Vec<_> = published(q, q.seller(), &orphans).await?.into_iter().map(|row| row.id).collect();
        if !variants.is_empty() {
            catalog::publish::unpublish(q, catalog::publish::Which::Variants(&variants)).await?;
        }
    }
    Ok(gone.len())
}

/// The rows of an id without that of one language, or with it as a vanished one.
fn without(known: &Slots<Known>, language: Language, leaving: Leaving) -> Slots<Claim> {
    let mut claims = known.each_ref().map(|known| known.as_ref().map(Known::claim));
    let own = &mut claims[slot(language)];
    match leaving {
        Leaving::Forgotten => *own = None,
        Leaving::Vanished(_) => {
            if let Some(own) = own {
                own.present = false;
            }
        }
    }
    claims
}
