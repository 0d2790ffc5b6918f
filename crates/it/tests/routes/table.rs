//! The table: a line for every route. Those of a seller's own side stand in `seller_lines.rs`.

use crate::{
    line::{Line, bare, form, get, json},
    seller_lines,
};

/// For everybody.
const OPEN: [u16; 3] = [200; 3];
/// Sends the browser on, whoever asks.
const ON: [u16; 3] = [303; 3];
/// Not there, whoever asks.
const NONE: [u16; 3] = [404; 3];

/// All lines, in the order they are asked in.
pub fn lines() -> Vec<Line> {
    let parts = [site(), shop(), accounts(), api_open(), api_buyer(), seller_lines::api(), seller_lines::pages()];
    parts.into_iter().flatten().collect()
}

#[rustfmt::skip] // a table: one line a route
fn site() -> Vec<Line> {
    vec![
        get("/healthz", "/healthz", OPEN),
        get("/readyz", "/readyz", OPEN),
        get("/metrics", "/metrics", OPEN),
        get("/media/pictures/{name}", "/media/pictures/none.webp", NONE),
        get("/assets/{*path}", "/assets/none.css", NONE),
        get("/api/openapi.json", "/api/openapi.json", OPEN),
        get("/api/docs", "/api/docs/", OPEN),
    ]
}

#[rustfmt::skip] // a table: one line a route
fn shop() -> Vec<Line> {
    const ADDRESS: &str = "email=a%40example.com&name=A&line1=Street+1&postcode=1000&city=Town&country=LU";
    const ADD: &str = "seller=@seller&product=@product&variant=@variant";
    vec![
        get("/", "/", OPEN),
        get("/search", "/search?q=produkt", OPEN),
        get("/search/suggest", "/search/suggest?q=pro", OPEN),
        get("/products/{shop}/{handle}", "/products/seed-a/seed-product", OPEN),
        get("/s/{slug}", "/s/seed-a", OPEN),
        get("/shops", "/shops", OPEN),
        get("/cart", "/cart", OPEN),
        get("/checkout", "/checkout", ON),
        form("/checkout", "/checkout", ADDRESS, ON),
        form("/cart/lines", "/cart/lines", ADD, ON),
        form("/cart/lines/{id}", "/cart/lines/$line", "quantity=7", NONE),
        form("/cart/confirm-prices", "/cart/confirm-prices", "line=$line:1", [404, 303, 303]),
        get("/purchases", "/purchases", [303, 200, 200]),
        get("/purchases/{id}", "/purchases/$purchase", NONE),
        get("/p/{token}", "/p/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NONE),
        form("/language", "/language", "language=de&next=/cart", ON),
        form("/theme", "/theme", "theme=dark&next=/cart", ON),
        // Only where the site is at its developer's own machine: `mails.rs`.
        get("/dev/mail", "/dev/mail", NONE),
        get("/dev/mail/{id}", "/dev/mail/$mail", NONE),
        get("/dev/mail/{id}/html", "/dev/mail/$mail/html", NONE),
    ]
}

#[rustfmt::skip] // a table: one line a route
fn accounts() -> Vec<Line> {
    const WRONG: &str = "email=other-shop%40example.com&password=not+the+password";
    vec![
        get("/sign-in", "/sign-in", OPEN),
        form("/sign-in", "/sign-in", WRONG, [422; 3]),
        form("/sign-out", "/sign-out", "", ON),
        get("/sign-up", "/sign-up", OPEN),
        form("/sign-up", "/sign-up", "name=A&email=seed-a%40example.com&password=a+password+too", [422; 3]),
        get("/forgot-password", "/forgot-password", OPEN),
        form("/forgot-password", "/forgot-password", "email=@caller-page%40example.com", OPEN),
        get("/reset-password/{token}", "/reset-password/none", OPEN),
        form("/reset-password/{token}", "/reset-password/none", "password=a+password+too", [422; 3]),
        get("/account/password", "/account/password", [303, 200, 200]),
        form("/account/password", "/account/password", "former=wrong&password=a+password+too", [303, 422, 422]),
        get("/account/sessions", "/account/sessions", [303, 200, 200]),
        form("/account/sessions/end", "/account/sessions/end", "session=$session", [303, 404, 404]),
        form("/account/sessions/end-others", "/account/sessions/end-others", "", ON),
        get("/invitations/{token}", "/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NONE),
        form("/invitations/{token}", "/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "name=A&password=a+password+too", NONE),
        get("/sell", "/sell", [200, 303, 200]),
        form("/sell", "/sell", "shop_name=A&slug=seed-a&country=LU&currency=EUR&name=A&email=@caller-sell%40example.com&password=a+password+too", [422; 3]),
    ]
}

#[rustfmt::skip] // a table: one line a route
fn api_open() -> Vec<Line> {
    vec![
        json("POST", "/api/v1/auth/register", "/api/v1/auth/register", r#"{"name":"A","email":"seed-a@example.com","password":"a password too"}"#, [422; 3]),
        json("POST", "/api/v1/auth/login", "/api/v1/auth/login", r#"{"email":"other-shop@example.com","password":"not the password"}"#, [401; 3]),
        bare("POST", "/api/v1/auth/logout", "/api/v1/auth/logout", [204; 3]),
        get("/api/v1/auth/me", "/api/v1/auth/me", OPEN),
        get("/api/v1/permissions", "/api/v1/permissions", OPEN),
        get("/api/v1/invitations/{token}", "/api/v1/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NONE),
        json("POST", "/api/v1/invitations/{token}/accept", "/api/v1/invitations/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/accept", "{}", [422, 409, 409]),
        json("POST", "/api/v1/auth/password", "/api/v1/auth/password", r#"{"former":"wrong","password":"a password too"}"#, [401, 422, 422]),
        json("POST", "/api/v1/auth/password/forgot", "/api/v1/auth/password/forgot", r#"{"email":"@caller-api@example.com"}"#, [202; 3]),
        json("POST", "/api/v1/auth/password/reset", "/api/v1/auth/password/reset", r#"{"token":"none","password":"a password too"}"#, [409; 3]),
        json("POST", "/api/v1/auth/token", "/api/v1/auth/token", r#"{"email":"other-shop@example.com","password":"not the password"}"#, [401; 3]),
        json("POST", "/api/v1/auth/token/refresh", "/api/v1/auth/token/refresh", r#"{"refresh_token":"none"}"#, [401; 3]),
        json("POST", "/api/v1/auth/token/revoke", "/api/v1/auth/token/revoke", r#"{"refresh_token":"none"}"#, [204; 3]),
        get("/api/v1/auth/keys", "/api/v1/auth/keys", OPEN),
        get("/api/v1/sessions/programs", "/api/v1/sessions/programs", [401, 200, 200]),
        bare("DELETE", "/api/v1/sessions/programs/{id}", "/api/v1/sessions/programs/$program", [401, 404, 404]),
        get("/api/v1/sessions", "/api/v1/sessions", [401, 200, 200]),
        bare("DELETE", "/api/v1/sessions/{id}", "/api/v1/sessions/$session", [401, 404, 404]),
        bare("DELETE", "/api/v1/sessions", "/api/v1/sessions", [401, 200, 200]),
        get("/api/v1/storefront/search", "/api/v1/storefront/search?q=produkt", OPEN),
        get("/api/v1/storefront/suggest", "/api/v1/storefront/suggest?q=pro", OPEN),
        get("/api/v1/storefront/products/{shop}/{handle}", "/api/v1/storefront/products/seed-a/seed-product", OPEN),
        get("/api/v1/storefront/shops", "/api/v1/storefront/shops", OPEN),
        get("/api/v1/storefront/shops/{slug}", "/api/v1/storefront/shops/seed-a", OPEN),
    ]
}

#[rustfmt::skip] // a table: one line a route
fn api_buyer() -> Vec<Line> {
    const ADD: &str = r#"{"seller":"@seller","product":"@product","variant":"@variant"}"#;
    const CHECKOUT: &str = r#"{"address":{"email":"a@example.com","name":"A","street":"Street 1","postal_code":"1000","city":"Town","country":"LU"}}"#;
    vec![
        get("/api/v1/cart", "/api/v1/cart", OPEN),
        json("POST", "/api/v1/cart/lines", "/api/v1/cart/lines", ADD, OPEN),
        json("PUT", "/api/v1/cart/lines/{id}", "/api/v1/cart/lines/$line", r#"{"quantity":7}"#, NONE),
        bare("DELETE", "/api/v1/cart/lines/{id}", "/api/v1/cart/lines/$line", NONE),
        json("POST", "/api/v1/cart/confirm-prices", "/api/v1/cart/confirm-prices", r#"[{"line":"$line","price":1}]"#, [404, 200, 200]),
        json("POST", "/api/v1/checkout", "/api/v1/checkout", CHECKOUT, [409, 201, 201]),
        get("/api/v1/purchases", "/api/v1/purchases", OPEN),
        get("/api/v1/purchases/{id}", "/api/v1/purchases/$purchase", NONE),
    ]
}
