//! A member of a seller's team who holds a permission: the handler's signature says which.

use std::marker::PhantomData;

use axum::{extract::FromRequestParts, http::request::Parts};
use identity::{Team, permission::Permission};
use tenancy::{Door, class::Seller};
use types::{SellerId, SessionId, UserId};

use super::{App, SignedIn};
use crate::Problem;

/// A member with permission `P`. 401 without a user, 403 without a team or the permission.
pub struct Member<P: Permission> {
    /// Who.
    pub user: UserId,
    /// In which session.
    pub session: SessionId,
    /// For whom, and as what.
    pub team: Team,
    /// The door to the seller's rows.
    pub door: Door<Seller>,
    permission: PhantomData<fn() -> P>,
}

impl<P: Permission> Member<P> {
    /// The seller.
    pub fn seller(&self) -> SellerId {
        self.team.seller
    }
}

impl<P: Permission> FromRequestParts<App> for Member<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let session = signed_in.who.session().ok_or_else(Problem::unauthorized)?;
        let team = session.team.clone().ok_or_else(|| {
            Problem::forbidden().with_code("no_shop").with_detail("This account has no shop. Open one first.")
        })?;
        if !P::granted(team.role) {
            return Err(
                Problem::forbidden().with_detail(format!("Your role does not include the permission {}.", P::NAME))
            );
        }
        let door = app.pools.seller(team.seller, signed_in.user, Some(session.id));
        Ok(Self { user: signed_in.user, session: session.id, team, door, permission: PhantomData })
    }
}
