//! Icons: references into the sprite `assets/icons.svg` (Lucide, ISC).

use std::{fmt, sync::LazyLock};

use askama::filters::HtmlSafe;

use crate::assets;

static SPRITE: LazyLock<String> = LazyLock::new(|| assets::url("icons.svg"));

/// An icon by its name in the sprite; decoration only, hidden from screen readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(&'static str);

/// The icon of a name, for templates: `{{ crate::view::icon("search") }}`.
pub const fn icon(name: &'static str) -> Icon {
    Icon(name)
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sprite, name) = (&*SPRITE, self.0);
        write!(f, r#"<svg class="icon" aria-hidden="true" focusable="false"><use href="{sprite}#{name}"/></svg>"#)
    }
}

impl HtmlSafe for Icon {}

#[cfg(test)]
#[allow(clippy::unwrap_used, missing_docs)]
mod tests {
    use crate::view::{
        Tone,
        storefront::{Failure, OrderState},
    };

    #[test]
    fn every_meaning_has_its_icon() {
        let sprite = include_str!("../../assets/icons.svg");
        let tones = [Tone::Neutral, Tone::Info, Tone::Success, Tone::Warning, Tone::Danger].map(Tone::icon);
        let failures = Failure::ALL.map(Failure::icon);
        let states = OrderState::COURSE.into_iter().chain([OrderState::Cancelled]).map(OrderState::icon);
        for name in states.chain(tones).chain(failures) {
            assert!(sprite.contains(&format!("id=\"{name}\"")), "no icon \"{name}\"");
        }
    }

    #[test]
    fn every_named_icon_is_in_the_sprite() {
        let sprite = include_str!("../../assets/icons.svg");
        let mut named = 0;
        for (file, text) in crate::i18n::sources() {
            for rest in text.split("icon(\"").skip(1) {
                let name = rest.split('"').next().unwrap();
                assert!(sprite.contains(&format!("id=\"{name}\"")), "{file}: no icon \"{name}\"");
                named += 1;
            }
        }
        assert!(named > 10, "the templates were not found");
    }
}
