//! The lines of what belongs to one seller's team: objects of another seller are not there.

use crate::line::{Line, bare, file, form, get, json};

/// API: only for a team, which does not find what is another's.
const HIDDEN: [u16; 3] = [401, 404, 403];
/// API: only for a team, which sees its own.
const OWN: [u16; 3] = [401, 200, 403];
/// Pages: to the sign-in; not found; no shop.
const FIND: [u16; 3] = [303, 404, 403];
/// Pages: to the sign-in; its own; no shop.
const SEE: [u16; 3] = [303, 200, 403];
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
#[rustfmt::skip] // a table: one line a route
pub fn pages() -> Vec<Line> {
    vec![
        get("/seller", "/seller", SEE),
        get("/seller/imports", "/seller/imports", SEE),
        get("/seller/imports/feeds/new", "/seller/imports/feeds/new", SEE),
        file("/seller/imports/feeds/new", "/seller/imports/feeds/new", "--x--\r\n", [303, 422, 403]),
        get("/seller/imports/feeds/{id}", "/seller/imports/feeds/$feed", FIND),
        form("/seller/imports/feeds/{id}", "/seller/imports/feeds/$feed", "vanish=keep&schedule=0", FIND),
        form("/seller/imports/feeds/{id}/source", "/seller/imports/feeds/$feed/source", "url=https://shop.example/stolen.csv", FIND),
        file("/seller/imports/feeds/{id}/file", "/seller/imports/feeds/$feed/file", FILE, FIND),
        form("/seller/imports/feeds/{id}/run", "/seller/imports/feeds/$feed/run", "", FIND),
        form("/seller/imports/feeds/{id}/delete", "/seller/imports/feeds/$feed/delete", "confirmed=yes", FIND),
        get("/seller/imports/feeds/{id}/mapping", "/seller/imports/feeds/$feed/mapping", FIND),
        form("/seller/imports/feeds/{id}/mapping", "/seller/imports/feeds/$feed/mapping", "do=save&map.0=id", FIND),
        get("/seller/imports/runs/{id}", "/seller/imports/runs/$run", FIND),
        get("/seller/imports/runs/{id}/progress", "/seller/imports/runs/$run/progress", FIND),
        form("/seller/imports/runs/{id}/cancel", "/seller/imports/runs/$run/cancel", "confirmed=yes", FIND),
        form("/seller/imports/runs/{id}/resolve", "/seller/imports/runs/$run/resolve", "decision=apply", FIND),
        get("/seller/imports/runs/{id}/rejects", "/seller/imports/runs/$run/rejects", FIND),
        get("/seller/imports/runs/{id}/rejects.csv", "/seller/imports/runs/$run/rejects.csv", FIND),
        get("/seller/staged", "/seller/staged", SEE),
        form("/seller/staged/select", "/seller/staged/select", "do=select&id=$staged", [303, 303, 403]),
        get("/seller/staged/actions/{id}", "/seller/staged/actions/$action", FIND),
        get("/seller/staged/actions/{id}/progress", "/seller/staged/actions/$action/progress", FIND),
        get("/seller/staged/{id}", "/seller/staged/$staged", FIND),
        get("/seller/products", "/seller/products", SEE),
        form("/seller/products/publish", "/seller/products/publish", "do=unpublish&id=$product", FIND),
        get("/seller/products/new", "/seller/products/new", SEE),
        form("/seller/products/new", "/seller/products/new", "", [303, 422, 403]),
        get("/seller/products/{id}", "/seller/products/$product", FIND),
        form("/seller/products/{id}/overrides", "/seller/products/$product/overrides", "category=Stolen", FIND),
        form("/seller/products/{id}/overrides/undo", "/seller/products/$product/overrides/undo", "field=description.de", FIND),
        get("/seller/orders", "/seller/orders", SEE),
        get("/seller/orders.csv", "/seller/orders.csv", SEE),
        get("/seller/orders/new", "/seller/orders/new", SEE),
        form("/seller/orders/new", "/seller/orders/new", "", [303, 422, 403]),
        get("/seller/orders/{id}", "/seller/orders/$order", FIND),
        form("/seller/orders/{id}/state", "/seller/orders/$order/state", "to=confirmed", FIND),
        form("/seller/orders/{id}/note", "/seller/orders/$order/note", "text=stolen", FIND),
        get("/seller/settings", "/seller/settings", SEE),
        form("/seller/settings", "/seller/settings", "", [303, 422, 403]),
        get("/seller/security", "/seller/security", SEE),
        form("/seller/security/revoke", "/seller/security/revoke", "session=$session", FIND),
        form("/seller/security/revoke-all", "/seller/security/revoke-all", "confirmed=yes", [303, 303, 403]),
    ]
}
