//! Tokens for programs: an access token for ten minutes, and a refresh token that is exchanged for the next pair.

use axum::{extract::State, http::StatusCode};
use identity::{
    IdentityError,
    tokens::{self, ACCESS_SECONDS, Granted, Program},
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use types::{SellerId, SessionId};
use utoipa::ToSchema;
use web_kit::{App, ClientAddress, FieldError, Json, Path, Problem, SignedIn, Who};

use crate::problems::JsonBody;

/// Who asks for tokens, and for which seller.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenRequest {
    /// As registered.
    email: String,
    /// As registered.
    password: String,
    /// The seller that the tokens are to be for; whoever works for one only need not name it.
    #[serde(default)]
    seller: Option<SellerId>,
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// As it was given.
    refresh_token: String,
}

/// A pair of tokens.
#[derive(Serialize, ToSchema)]
pub struct TokenBody {
    /// A JWT for `Authorization: Bearer`. It opens one seller, and nothing from the moment on that its user is signed out or
    /// leaves the team.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds that the access token holds.
    expires_in: u64,
    /// To be exchanged for the next pair: once, within 30 days. Used a second time, it signs the program out.
    refresh_token: String,
    /// The seller that both are for.
    seller: SellerId,
}

/// A program that is signed in.
#[derive(Serialize, ToSchema)]
pub struct ProgramBody {
    id: SessionId,
    /// The seller that it works for.
    seller: SellerId,
    /// That seller's name.
    seller_name: String,
    /// The program, as it named itself.
    agent: String,
    /// The network address of its last use.
    address: String,
    created_at: String,
    /// When it was last used, to the minute.
    seen_at: String,
}

fn body(granted: &Granted) -> Json<TokenBody> {
    Json(TokenBody {
        access_token: granted.access.expose_secret().to_owned(),
        token_type: "Bearer",
        expires_in: ACCESS_SECONDS,
        refresh_token: granted.refresh.expose(),
        seller: granted.seller,
    })
}

/// Sign a program in for one seller.
#[utoipa::path(post, path = "/auth/token", tag = "auth", request_body = TokenRequest, responses(
    (status = 200, body = TokenBody), (status = 401, body = Problem, description = "Address or password is wrong"),
    (status = 404, body = Problem, description = "The account does not work for that seller"), JsonBody, (status = 429, body = Problem)
))]
pub async fn grant(
    State(app): State<App>,
    who: Who,
    address: ClientAddress,
    Json(input): Json<TokenRequest>,
) -> Result<Json<TokenBody>, Problem> {
    let address = address.network().to_string();
    let user = identity::password_holder(&app.pools, &input.email, input.password.into(), &address).await?;
    let seller = match input.seller {
        Some(seller) => seller,
        None => match identity::teams(&app.pools, user).await?.as_slice() {
            [one] => one.seller,
            [] => return Err(IdentityError::NoTeam.into()),
            _ => {
                let message = "this account works for several sellers: name one";
                return Err(Problem::unprocessable(vec![FieldError::new("seller", message.to_owned())]));
            }
        },
    };
    let program = Program { agent: who.agent(), address: &address };
    Ok(body(&tokens::grant(&app.pools, &app.tokens, user, seller, &program).await?))
}

/// Exchange a refresh token for the next pair. A token that was exchanged before ends its family: somebody has a copy.
#[utoipa::path(post, path = "/auth/token/refresh", tag = "auth", request_body = RefreshRequest, responses(
    (status = 200, body = TokenBody), (status = 401, body = Problem, description = "It holds no more (`token_ended`), or was used before (`token_reused`)"), JsonBody
))]
pub async fn refresh(
    State(app): State<App>,
    who: Who,
    address: ClientAddress,
    Json(input): Json<RefreshRequest>,
) -> Result<Json<TokenBody>, Problem> {
    let address = address.network().to_string();
    let program = Program { agent: who.agent(), address: &address };
    Ok(body(&tokens::refresh(&app.pools, &app.tokens, &app.site.name, &input.refresh_token, &program).await?))
}

/// Sign a program out: neither its refresh token nor its access tokens open anything any more (RFC 7009).
#[utoipa::path(post, path = "/auth/token/revoke", tag = "auth", request_body = RefreshRequest, responses(
    (status = 204, description = "It is over, if there was one"), JsonBody
))]
pub async fn revoke(State(app): State<App>, Json(input): Json<RefreshRequest>) -> Result<StatusCode, Problem> {
    tokens::revoke(&app.pools, &input.refresh_token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The keys that access tokens are signed with, for whoever wants to verify one himself (RFC 7517).
#[utoipa::path(get, path = "/auth/keys", tag = "auth", responses((status = 200, body = serde_json::Value)))]
pub async fn keys(State(app): State<App>) -> Json<serde_json::Value> {
    Json(app.tokens.published())
}

/// The programs that the user is signed in with, the last used first, 100 at most.
#[utoipa::path(get, path = "/sessions/programs", tag = "auth", security(("bearer" = [])), responses(
    (status = 200, body = Vec<ProgramBody>), (status = 401, body = Problem)
))]
pub async fn programs(State(app): State<App>, who: SignedIn) -> Result<Json<Vec<ProgramBody>>, Problem> {
    let body = |family: tokens::OpenFamily| ProgramBody {
        id: family.id,
        seller: family.seller_id,
        seller_name: family.seller_name,
        agent: family.agent,
        address: family.address,
        created_at: family.created_at.to_string(),
        seen_at: family.seen_at.to_string(),
    };
    Ok(Json(tokens::families(&app.pools, who.user).await?.into_iter().map(body).collect()))
}

/// Sign a program out.
#[utoipa::path(delete, path = "/sessions/programs/{id}", tag = "auth", security(("bearer" = [])), params(("id" = SessionId, Path)), responses(
    (status = 204, description = "It is over"), (status = 401, body = Problem), (status = 404, body = Problem)
))]
pub async fn end_program(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    match tokens::revoke_families(&app.pools, who.user, Some(id)).await? {
        0 => Err(Problem::not_found()),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
