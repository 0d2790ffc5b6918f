//! API keys.

use axum::response::{IntoResponse, Response};
use futures_util::{TryFutureExt, try_join};
use identity::{
    permission::{ManageKeys, Needs, PermissionSet, ViewKeys},
    team::{self, NewKey, in_no_key},
};
use types::ApiKeyId;
use web_kit::{FormValues, Member, Path, Problem};

use super::{
    super::desk::{Desk, at, done, refused},
    absurd, kept, refusal, ticked,
};
use crate::{
    context::Context,
    render,
    view::seller::{KeysPage, MadeKeyShown, Outcome, PermissionGroup, Value},
};

async fn page(member: &Member<impl Needs>, context: Context, chosen: PermissionSet) -> Result<KeysPage, Problem> {
    let q = member.door.read().await?;
    let (desk, keys) = try_join!(Desk::open(&q, context), team::keys(&q).err_into::<Problem>())?;
    let offered = member.team.permissions.iter().filter(|permission| !in_no_key(*permission)).collect();
    Ok(KeysPage {
        groups: PermissionGroup::of(&desk.page, offered, chosen),
        name: Value::default(),
        days: Value::new("90"),
        made: None,
        error: None,
        keys,
        page: desk.page,
        shell: desk.shell,
    })
}

/// `GET /seller/{seller}/api-keys`
pub async fn list(member: Member<ViewKeys>, context: Context) -> Result<Response, Problem> {
    render(&page(&member, context, PermissionSet::default()).await?)
}

/// `POST /seller/{seller}/api-keys`: the answer shows the key, this once.
pub async fn create(
    member: Member<(ViewKeys, ManageKeys)>,
    context: Context,
    values: FormValues,
) -> Result<Response, Problem> {
    let (t, chosen, name) = (context.t(), ticked(&values), values.get("name"));
    let days = match values.get("days") {
        "" => None,
        text => Some(text.parse().map_err(|_| absurd("days"))?),
    };
    let q = member.door.write().await?;
    let made = team::make_key(&q, &NewKey { name, permissions: chosen, days }).await;
    let made = kept(q, made).await;
    match made {
        Ok(made) => {
            let mut page = page(&member, context, PermissionSet::default()).await?;
            page.made = Some(MadeKeyShown { name: name.trim().to_owned(), key: made.expose() });
            render(&page)
        }
        Err(error) => {
            let Some(text) = refusal(t, &error) else { return Err(error.into()) };
            let mut page = page(&member, context, chosen).await?;
            page.days = Value::new(values.get("days"));
            page.name = Value::new(name);
            match error {
                team::TeamError::Invalid { field: "name", .. } => page.name.error = Some(text),
                _ => page.error = Some(text),
            }
            refused(&page)
        }
    }
}

/// `POST /seller/{seller}/api-keys/{id}/revoke`
pub async fn revoke(member: Member<ManageKeys>, Path(id): Path<ApiKeyId>) -> Result<Response, Problem> {
    let q = member.door.write().await?;
    team::revoke_key(&q, id).await?;
    q.commit().await?;
    Ok(done(&at(&member).page("/api-keys"), Outcome::KeyRevoked, 1).into_response())
}
