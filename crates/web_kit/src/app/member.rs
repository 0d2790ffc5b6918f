//! A member of a seller's team who holds a permission: the handler's signature says which.

use std::marker::PhantomData;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use identity::{Named, Team, permission::Needs, team::Sender};
use tenancy::{Door, class::Seller};
use types::{SellerId, SessionId, UserId};

use super::{App, Who};
use crate::{FieldError, Problem};

/// The parameter of the path that names the seller on its team's pages: `/seller/{seller}/…`.
pub const SELLER_PARAM: &str = "seller";
/// The header that names the seller to the API, by id or by the shop's address. Who works for one seller need not.
pub const SELLER_HEADER: &str = "karum-seller";

/// A member who holds what `P` asks for. 401 without a user; 404 where he is not in the team that the request names; 403
/// without a team or a permission.
pub struct Member<P: Needs> {
    /// Who.
    pub user: UserId,
    /// The person's name; of an API key the key's.
    pub name: String,
    /// In which session.
    pub session: SessionId,
    /// For whom, and as what.
    pub team: Team,
    /// The door to the seller's rows. Through it, who may change nothing only looks.
    pub door: Door<Seller>,
    needs: PhantomData<fn() -> P>,
}

impl<P: Needs> Member<P> {
    /// The seller.
    pub fn seller(&self) -> SellerId {
        self.team.seller
    }

    /// In whose name mails of the team go out.
    pub fn sender<'a>(&'a self, app: &'a App) -> Sender<'a> {
        Sender { site: &app.site.public_url, market: &app.site.name, shop: &self.team.name, name: &self.name }
    }
}

/// The seller that the request names; an outer `None` where it names one that cannot be.
pub(super) async fn named(parts: &mut Parts, app: &App) -> Option<Option<Named>> {
    if let Ok(params) = RawPathParams::from_request_parts(parts, app).await
        && let Some((_, slug)) = params.iter().find(|(name, _)| *name == SELLER_PARAM)
    {
        return slug.parse().ok().map(|slug| Some(Named::Slug(slug)));
    }
    let Some(header) = parts.headers.get(SELLER_HEADER) else { return Some(None) };
    let text = header.to_str().ok()?.trim();
    text.parse().map(Named::Id).or_else(|_| text.parse().map(Named::Slug)).ok().map(Some)
}

fn without_a_team(teams: u32, named: bool) -> Problem {
    match teams {
        _ if named => Problem::not_found().with_code("no_such_team"),
        0 => Problem::forbidden().with_code("no_shop").with_detail("This account has no shop. Open one first."),
        _ => Problem::bad_request(format!(
            "This account works for {teams} sellers: name one in the header {SELLER_HEADER}, by id or by the shop's address."
        ))
        .with_code("seller_unnamed"),
    }
}

impl<P: Needs> FromRequestParts<App> for Member<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let who = Who::from_request_parts(parts, app).await?;
        let named = named(parts, app).await;
        let session = who.session().ok_or_else(Problem::unauthorized)?;
        let user = session.user.ok_or_else(Problem::unauthorized)?;
        let team = match (&session.team, &named) {
            (Some(team), Some(_)) => team.clone(),
            _ => return Err(without_a_team(session.teams, !matches!(named, Some(None)))),
        };
        if let Some(lacks) = P::ALL.iter().find(|permission| !team.permissions.has(**permission)) {
            return Err(Problem::forbidden()
                .with_code("permission")
                .with_detail(format!("Your role does not include the permission {}.", lacks.name()))
                .with_errors(vec![FieldError::new("permission", lacks.name())]));
        }
        let door = app
            .pools
            .member(team.seller, team.member, user, Some(session.id))
            .looks_only(team.permissions.only_looks());
        Ok(Self {
            user,
            name: session.name.clone().unwrap_or_default(),
            session: session.id,
            team,
            door,
            needs: PhantomData,
        })
    }
}
