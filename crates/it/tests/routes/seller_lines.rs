//! The lines of what belongs to one seller's team: objects of another seller are not there.

use crate::line::{Line, bare, file, form, get, json};

/// API: only for a team, which does not find what is another's.
const HIDDEN: [u16; 3] = [401, 404, 403];
/// API: only for a team, which sees its own.
const OWN: [u16; 3] = [401, 200, 403];
/// Pages: to the sign-in; not found; no such team.
const OF_TEAM: [u16; 3] = [303, 404, 404];
/// Pages: to the sign-in; its own; no such team.
const IN_TEAM: [u16; 3] = [303, 200, 404];
/// Where the pages of the other seller's own team begin.
const OWN_SHOP: &str = "/seller/@own";
const ORDER: &str = r#"{"channel":"counter","address":{"name":"A","street":"Street 1","postal_code":"1000","city":"Town","country":"LU"},"lines":[{"variant":"$variant","quantity":1}]}"#;
const FILE: &str =
    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.tsv\"\r\n\r\nid\ttitle\n1\tA\n\r\n--x--\r\n";

/// The API of a team.
#[rustfmt::skip] // a table: one line a route
pub fn api() -> Vec<Line> {
    vec![
        get("/api/v1/products", "/api/v1/products", OWN),
        json("POST", "/api/v1/products", "/api/v1/products", r#"{"texts":[],"variants":[]}"#, [401, 422, 403]),
        get("/api/v1/products/{id}", "/api/v1/products/$product", HIDDEN),
        json("PUT", "/api/v1/products/{id}", "/api/v1/products/$product", r#"{"texts":[{"language":"de","title":"Stolen"}],"variants":[{"price":{"minor":1,"currency":"EUR"},"stock":{"in_stock":true}}]}"#, HIDDEN),
        json("POST", "/api/v1/products/publish", "/api/v1/products/publish", r#"{"products":["$product"]}"#, [401, 200, 403]),
        json("POST", "/api/v1/products/unpublish", "/api/v1/products/unpublish", r#"{"variants":["$variant"]}"#, [401, 200, 403]),
        json("POST", "/api/v1/products/from-import/{id}", "/api/v1/products/from-import/$staged", "{}", HIDDEN),
        json("PUT", "/api/v1/products/{id}/overrides", "/api/v1/products/$product/overrides", r#"{"field":"category","value":"Stolen"}"#, HIDDEN),
        bare("DELETE", "/api/v1/products/{id}/overrides", "/api/v1/products/$product/overrides?field=description&language=de", HIDDEN),
        json("PUT", "/api/v1/variants/{id}/stock", "/api/v1/variants/$variant/stock", r#"{"on_hand":0}"#, HIDDEN),
        get("/api/v1/marketplace/feeds", "/api/v1/marketplace/feeds", OWN),
        json("POST", "/api/v1/marketplace/feeds", "/api/v1/marketplace/feeds", r#"{"language":"xx"}"#, [401, 422, 403]),
        get("/api/v1/marketplace/feeds/{id}", "/api/v1/marketplace/feeds/$feed", HIDDEN),
        json("PUT", "/api/v1/marketplace/feeds/{id}", "/api/v1/marketplace/feeds/$feed", r#"{"vanish":"keep"}"#, HIDDEN),
        bare("DELETE", "/api/v1/marketplace/feeds/{id}", "/api/v1/marketplace/feeds/$feed", HIDDEN),
        Line {
            body: Some(("text/tab-separated-values", "id\ttitle\n1\tA\n")),
            ..bare("POST", "/api/v1/marketplace/feeds/{id}/file", "/api/v1/marketplace/feeds/$feed/file", HIDDEN)
        },
        get("/api/v1/marketplace/feeds/{id}/analysis", "/api/v1/marketplace/feeds/$feed/analysis", HIDDEN),
        json("POST", "/api/v1/marketplace/import", "/api/v1/marketplace/import", r#"{"feed":"$feed"}"#, HIDDEN),
        get("/api/v1/marketplace/imports", "/api/v1/marketplace/imports", OWN),
        get("/api/v1/marketplace/imports/{id}", "/api/v1/marketplace/imports/$run", HIDDEN),
        bare("POST", "/api/v1/marketplace/imports/{id}/cancel", "/api/v1/marketplace/imports/$run/cancel", HIDDEN),
        json("POST", "/api/v1/marketplace/imports/{id}/decision", "/api/v1/marketplace/imports/$run/decision", r#"{"decision":"apply"}"#, HIDDEN),
        get("/api/v1/marketplace/imports/{id}/rejects", "/api/v1/marketplace/imports/$run/rejects", HIDDEN),
        get("/api/v1/marketplace/imports/{id}/products", "/api/v1/marketplace/imports/$run/products", HIDDEN),
        get("/api/v1/marketplace/staged", "/api/v1/marketplace/staged", OWN),
        json("POST", "/api/v1/marketplace/staged/select", "/api/v1/marketplace/staged/select", r#"{"ids":["$staged"]}"#, [401, 200, 403]),
        json("POST", "/api/v1/marketplace/staged/unpublish", "/api/v1/marketplace/staged/unpublish", r#"{"ids":["$staged"]}"#, [401, 200, 403]),
        get("/api/v1/marketplace/staged/actions/{id}", "/api/v1/marketplace/staged/actions/$action", HIDDEN),
        get("/api/v1/teams/members", "/api/v1/teams/members", OWN),
        get("/api/v1/teams/members/{id}", "/api/v1/teams/members/$member", HIDDEN),
        json("PUT", "/api/v1/teams/members/{id}", "/api/v1/teams/members/$member", r#"{"role":"viewer"}"#, HIDDEN),
        bare("DELETE", "/api/v1/teams/members/{id}", "/api/v1/teams/members/$member", HIDDEN),
        bare("POST", "/api/v1/teams/leave", "/api/v1/teams/leave", [401, 409, 403]),
        json("POST", "/api/v1/teams/transfer", "/api/v1/teams/transfer", r#"{"member":"$member","password":"a password for tests"}"#, HIDDEN),
        json("POST", "/api/v1/teams/invite", "/api/v1/teams/invite", r#"{"email":"x","role":"viewer"}"#, [401, 422, 403]),
        get("/api/v1/teams/invitations", "/api/v1/teams/invitations", OWN),
        bare("POST", "/api/v1/teams/invitations/{id}/resend", "/api/v1/teams/invitations/$invitation/resend", HIDDEN),
        bare("DELETE", "/api/v1/teams/invitations/{id}", "/api/v1/teams/invitations/$invitation", HIDDEN),
        get("/api/v1/teams/roles", "/api/v1/teams/roles", OWN),
        json("POST", "/api/v1/teams/roles", "/api/v1/teams/roles", r#"{"name":"","permissions":[]}"#, [401, 422, 403]),
        json("PUT", "/api/v1/teams/roles/{id}", "/api/v1/teams/roles/$role", r#"{"name":"Stolen","permissions":["orders.view"]}"#, HIDDEN),
        bare("DELETE", "/api/v1/teams/roles/{id}", "/api/v1/teams/roles/$role", HIDDEN),
        get("/api/v1/api-keys", "/api/v1/api-keys", OWN),
        json("POST", "/api/v1/api-keys", "/api/v1/api-keys", r#"{"name":"","permissions":["orders.view"]}"#, [401, 422, 403]),
        bare("DELETE", "/api/v1/api-keys/{id}", "/api/v1/api-keys/$key", HIDDEN),
        get("/api/v1/shop", "/api/v1/shop", OWN),
        json("PUT", "/api/v1/shop", "/api/v1/shop", "{}", [401, 422, 403]),
        json("POST", "/api/v1/shop", "/api/v1/shop", r#"{"name":"A","slug":"seed-a","country":"LU","currency":"EUR"}"#, [401, 422, 422]),
        get("/api/v1/orders", "/api/v1/orders", OWN),
        json("POST", "/api/v1/orders", "/api/v1/orders", ORDER, HIDDEN),
        get("/api/v1/orders/{id}", "/api/v1/orders/$order", HIDDEN),
        json("PUT", "/api/v1/orders/{id}/note", "/api/v1/orders/$order/note", r#"{"note":"stolen"}"#, HIDDEN),
        json("POST", "/api/v1/orders/{id}/state", "/api/v1/orders/$order/state", r#"{"state":"cancelled"}"#, HIDDEN),
    ]
}

/// The pages of a team.
pub fn pages() -> Vec<Line> {
    let own = own_pages();
    let elsewhere: Vec<_> = own.iter().filter(|line| line.ask.contains(OWN_SHOP)).map(elsewhere).collect();
    own.into_iter().chain(elsewhere).collect()
}

/// The same under the address of a seller who is not theirs: nothing is there, whether there is such a seller or not.
fn elsewhere(line: &Line) -> Line {
    Line { ask: line.ask.replace(OWN_SHOP, "/seller/$shop").into(), expected: [303, 404, 404], ..line.clone() }
}

#[rustfmt::skip] // a table: one line a route
fn own_pages() -> Vec<Line> {
    vec![
        get("/seller", "/seller", [303, 303, 200]),
        get("/seller/{seller}", "/seller/@own", IN_TEAM),
        get("/seller/{seller}/imports", "/seller/@own/imports", IN_TEAM),
        get("/seller/{seller}/imports/feeds/new", "/seller/@own/imports/feeds/new", IN_TEAM),
        file("/seller/{seller}/imports/feeds/new", "/seller/@own/imports/feeds/new", "--x--\r\n", [303, 422, 404]),
        get("/seller/{seller}/imports/feeds/{id}", "/seller/@own/imports/feeds/$feed", OF_TEAM),
        form("/seller/{seller}/imports/feeds/{id}", "/seller/@own/imports/feeds/$feed", "vanish=keep&schedule=0", OF_TEAM),
        form("/seller/{seller}/imports/feeds/{id}/source", "/seller/@own/imports/feeds/$feed/source", "url=https://shop.example/stolen.csv", OF_TEAM),
        file("/seller/{seller}/imports/feeds/{id}/file", "/seller/@own/imports/feeds/$feed/file", FILE, OF_TEAM),
        form("/seller/{seller}/imports/feeds/{id}/run", "/seller/@own/imports/feeds/$feed/run", "", OF_TEAM),
        form("/seller/{seller}/imports/feeds/{id}/delete", "/seller/@own/imports/feeds/$feed/delete", "confirmed=yes", OF_TEAM),
        get("/seller/{seller}/imports/feeds/{id}/mapping", "/seller/@own/imports/feeds/$feed/mapping", OF_TEAM),
        form("/seller/{seller}/imports/feeds/{id}/mapping", "/seller/@own/imports/feeds/$feed/mapping", "do=save&map.0=id", OF_TEAM),
        get("/seller/{seller}/imports/runs/{id}", "/seller/@own/imports/runs/$run", OF_TEAM),
        get("/seller/{seller}/imports/runs/{id}/progress", "/seller/@own/imports/runs/$run/progress", OF_TEAM),
        form("/seller/{seller}/imports/runs/{id}/cancel", "/seller/@own/imports/runs/$run/cancel", "confirmed=yes", OF_TEAM),
        form("/seller/{seller}/imports/runs/{id}/resolve", "/seller/@own/imports/runs/$run/resolve", "decision=apply", OF_TEAM),
        get("/seller/{seller}/imports/runs/{id}/rejects", "/seller/@own/imports/runs/$run/rejects", OF_TEAM),
        get("/seller/{seller}/imports/runs/{id}/rejects.csv", "/seller/@own/imports/runs/$run/rejects.csv", OF_TEAM),
        get("/seller/{seller}/staged", "/seller/@own/staged", IN_TEAM),
        form("/seller/{seller}/staged/select", "/seller/@own/staged/select", "do=select&id=$staged", [303, 303, 404]),
        get("/seller/{seller}/staged/actions/{id}", "/seller/@own/staged/actions/$action", OF_TEAM),
        get("/seller/{seller}/staged/actions/{id}/progress", "/seller/@own/staged/actions/$action/progress", OF_TEAM),
        get("/seller/{seller}/staged/{id}", "/seller/@own/staged/$staged", OF_TEAM),
        get("/seller/{seller}/products", "/seller/@own/products", IN_TEAM),
        form("/seller/{seller}/products/publish", "/seller/@own/products/publish", "do=unpublish&id=$product", OF_TEAM),
        get("/seller/{seller}/products/new", "/seller/@own/products/new", IN_TEAM),
        form("/seller/{seller}/products/new", "/seller/@own/products/new", "", [303, 422, 404]),
        get("/seller/{seller}/products/{id}", "/seller/@own/products/$product", OF_TEAM),
        form("/seller/{seller}/products/{id}/overrides", "/seller/@own/products/$product/overrides", "category=Stolen", OF_TEAM),
        form("/seller/{seller}/products/{id}/overrides/undo", "/seller/@own/products/$product/overrides/undo", "field=description.de", OF_TEAM),
        get("/seller/{seller}/orders", "/seller/@own/orders", IN_TEAM),
        get("/seller/{seller}/orders.csv", "/seller/@own/orders.csv", IN_TEAM),
        get("/seller/{seller}/orders/new", "/seller/@own/orders/new", IN_TEAM),
        form("/seller/{seller}/orders/new", "/seller/@own/orders/new", "", [303, 422, 404]),
        get("/seller/{seller}/orders/{id}", "/seller/@own/orders/$order", OF_TEAM),
        form("/seller/{seller}/orders/{id}/state", "/seller/@own/orders/$order/state", "to=confirmed", OF_TEAM),
        form("/seller/{seller}/orders/{id}/note", "/seller/@own/orders/$order/note", "text=stolen", OF_TEAM),
        get("/seller/{seller}/team", "/seller/@own/team", IN_TEAM),
        form("/seller/{seller}/team/invite", "/seller/@own/team/invite", "email=x&role=viewer", [303, 422, 404]),
        form("/seller/{seller}/team/invitations/{id}", "/seller/@own/team/invitations/$invitation", "do=revoke", OF_TEAM),
        form("/seller/{seller}/security/leave", "/seller/@own/security/leave", "confirmed=yes", [303, 409, 404]),
        get("/seller/{seller}/team/members/{id}", "/seller/@own/team/members/$member", OF_TEAM),
        form("/seller/{seller}/team/members/{id}", "/seller/@own/team/members/$member", "role=viewer", OF_TEAM),
        form("/seller/{seller}/team/members/{id}/state", "/seller/@own/team/members/$member/state", "to=removed&confirmed=yes", OF_TEAM),
        get("/seller/{seller}/team/members/{id}/transfer", "/seller/@own/team/members/$member/transfer", OF_TEAM),
        form("/seller/{seller}/team/members/{id}/transfer", "/seller/@own/team/members/$member/transfer", "password=a+password+for+tests", OF_TEAM),
        get("/seller/{seller}/team/roles", "/seller/@own/team/roles", IN_TEAM),
        get("/seller/{seller}/team/roles/new", "/seller/@own/team/roles/new", IN_TEAM),
        form("/seller/{seller}/team/roles/new", "/seller/@own/team/roles/new", "name=", [303, 422, 404]),
        get("/seller/{seller}/team/roles/{id}", "/seller/@own/team/roles/$role", OF_TEAM),
        form("/seller/{seller}/team/roles/{id}", "/seller/@own/team/roles/$role", "name=Stolen&permission=orders.view", OF_TEAM),
        form("/seller/{seller}/team/roles/{id}/delete", "/seller/@own/team/roles/$role/delete", "", OF_TEAM),
        get("/seller/{seller}/api-keys", "/seller/@own/api-keys", IN_TEAM),
        form("/seller/{seller}/api-keys", "/seller/@own/api-keys", "name=&permission=orders.view&days=30", [303, 422, 404]),
        form("/seller/{seller}/api-keys/{id}/revoke", "/seller/@own/api-keys/$key/revoke", "", OF_TEAM),
        get("/seller/{seller}/settings", "/seller/@own/settings", IN_TEAM),
        form("/seller/{seller}/settings", "/seller/@own/settings", "", [303, 422, 404]),
        get("/seller/{seller}/security", "/seller/@own/security", IN_TEAM),
        form("/seller/{seller}/security/revoke", "/seller/@own/security/revoke", "session=$session", OF_TEAM),
        form("/seller/{seller}/security/revoke-all", "/seller/@own/security/revoke-all", "confirmed=yes", [303, 303, 404]),
    ]
}
