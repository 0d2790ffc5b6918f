//! Which page an address belongs to: where a browser can be sent that has no form to send again.

use std::sync::LazyLock;

use axum::http::{Method, Uri};
use url::form_urlencoded;

/// What an address says once and not again: a language asked for, and what was just done.
const ONCE: [&str; 5] = ["lang", "done", "n", "refused", "placed"];

struct Pattern {
    parts: Vec<&'static str>,
    shows: bool,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let mut patterns: Vec<Pattern> = Vec::new();
    for (method, path) in crate::routes() {
        let parts: Vec<_> = segments(path).collect();
        let shows = method == Method::GET;
        match patterns.iter_mut().find(|known| known.parts == parts) {
            Some(known) => known.shows |= shows,
            None => patterns.push(Pattern { parts, shows }),
        }
    }
    patterns
});

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

impl Pattern {
    fn fits(&self, parts: &[&str]) -> bool {
        self.parts.len() == parts.len()
            && self.parts.iter().zip(parts).all(|(own, part)| own.starts_with('{') || own == part)
    }

    /// How many of its parts are written out: the router prefers those that say more.
    fn written_out(&self) -> usize {
        self.parts.iter().filter(|part| !part.starts_with('{')).count()
    }
}

/// Path and query of the page that a request is about. A form may be sent to an address that shows nothing: its page
/// is the nearest one above.
pub fn page_of(method: &Method, uri: &Uri) -> String {
    if *method == Method::GET || *method == Method::HEAD {
        return lasting(uri.path_and_query().map_or("/", |p| p.as_str()));
    }
    let mut parts: Vec<_> = segments(uri.path()).collect();
    while !parts.is_empty() {
        let best = PATTERNS.iter().filter(|pattern| pattern.fits(&parts)).max_by_key(|pattern| pattern.written_out());
        if best.is_some_and(|pattern| pattern.shows) {
            return format!("/{}", parts.join("/"));
        }
        parts.pop();
    }
    "/".to_owned()
}

/// A path and query without what it says only once.
pub fn lasting(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let kept = query.split('&').filter(|pair| {
        let name = form_urlencoded::parse(pair.as_bytes()).next();
        name.is_some_and(|(name, _)| !ONCE.contains(&&*name))
    });
    let query = kept.collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use super::*;

    #[test]
    fn a_form_s_address_leads_to_a_page_that_can_be_shown() {
        let of = |path: &str| page_of(&Method::POST, &path.parse().unwrap());
        for (path, page) in [
            ("/cart/lines", "/cart"),
            ("/cart/lines/0197", "/cart"),
            ("/checkout", "/checkout"),
            ("/language", "/"),
            ("/seller/tea/orders/0197/state", "/seller/tea/orders/0197"),
            ("/seller/tea/orders/new", "/seller/tea/orders/new"),
            ("/seller/tea/staged/select", "/seller/tea/staged"),
            ("/seller/tea/products/publish", "/seller/tea/products"),
            ("/seller/tea/products/0197/overrides/undo", "/seller/tea/products/0197"),
            ("/seller/tea/security/revoke-all", "/seller/tea/security"),
            ("/seller/tea/imports/feeds/0197/run", "/seller/tea/imports/feeds/0197"),
        ] {
            assert_eq!(of(path), page);
        }
        assert_eq!(page_of(&Method::GET, &"/search?q=a&lang=de".parse().unwrap()), "/search?q=a");
    }

    #[test]
    fn every_form_s_page_answers_get() {
        for (_, path) in crate::routes().into_iter().filter(|(method, _)| *method == Method::POST) {
            let page = page_of(&Method::POST, &path.replace(['{', '}'], "").parse().unwrap());
            let parts: Vec<_> = segments(&page).collect();
            assert!(PATTERNS.iter().any(|p| p.shows && p.fits(&parts)), "{path} leads to {page}");
        }
    }

    #[test]
    fn what_was_said_once_goes() {
        for (path, kept) in [
            ("/cart", "/cart"),
            ("/cart?done=added", "/cart"),
            ("/search?q=tea+pot&lang=de&sort=price", "/search?q=tea+pot&sort=price"),
            ("/seller/tea/orders?done=moved&n=1&refused=2&state=placed", "/seller/tea/orders?state=placed"),
            ("/search?%6Cang=de&&q=%3D", "/search?q=%3D"),
        ] {
            assert_eq!(lasting(path), kept);
        }
    }
}
