//! The handle that templates ask for texts.

use std::{borrow::Cow, fmt::Debug, marker::PhantomData};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use types::Language;

use crate::written;

type Bundle = FluentBundle<FluentResource>;

/// Whose texts: the files of one crate.
pub trait Locales: Debug + Clone + Copy + PartialEq + Eq + Send + Sync + 'static {
    /// The files, read once.
    fn bundles() -> &'static Bundles;
}

/// The files of one crate, read: a bundle a language.
pub struct Bundles([Bundle; 3]);

impl Bundles {
    /// Reads files, each with its path such as `de/letters.ftl`. All files of a language are one bundle.
    pub fn read(files: &[(String, String)]) -> Self {
        Self(Language::ALL.map(|language| bundle(language, files)))
    }

    fn of(&self, language: Language) -> &Bundle {
        match language {
            Language::En => &self.0[0],
            Language::Fr => &self.0[1],
            Language::De => &self.0[2],
        }
    }
}

/// The texts of one language. Copying it is free.
///
/// A key that no file has is given back as it is; a test sees to it that no template or source names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts<L: Locales> {
    language: Language,
    locales: PhantomData<L>,
}

impl<L: Locales> Texts<L> {
    /// The texts of a language.
    pub const fn of(language: Language) -> Self {
        Self { language, locales: PhantomData }
    }

    /// Which language.
    pub const fn language(self) -> Language {
        self.language
    }

    /// A text without arguments.
    pub fn get(self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// A text whose number `$count` decides its plural; the number is written with the language's separators.
    pub fn count(self, key: &str, count: impl Count) -> Cow<'static, str> {
        self.with(key, "count", count.count())
    }

    /// A text with one argument.
    pub fn with<'a>(self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> Cow<'static, str> {
        let mut args = FluentArgs::with_capacity(1);
        args.set(name, value);
        self.format(key, Some(&args))
    }

    /// A text with several arguments: `t.args(KEY, &[("name", "Ada".into()), ("count", 3.into())])`; templates
    /// leave out the `&`.
    pub fn args(self, key: &str, values: &[(&str, FluentValue<'_>)]) -> Cow<'static, str> {
        let args = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.format(key, Some(&args))
    }

    /// Whether there is such a text.
    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn bundle(self) -> &'static Bundle {
        L::bundles().of(self.language)
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return Cow::Owned(key.to_owned());
        };
        match bundle.format_pattern(pattern, args, &mut Vec::new()) {
            Cow::Borrowed(text) if args.is_none() => Cow::Borrowed(text),
            text => Cow::Owned(text.into_owned()),
        }
    }
}

/// A whole number of any width, by value or (as templates pass it) by reference.
pub trait Count {
    /// The number; what does not fit is the largest there is.
    fn count(&self) -> i64;
}

macro_rules! counts {
    ($($int:ty),*) => {$(
        impl Count for $int {
            fn count(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        }
    )*};
}

counts!(u8, u16, u32, u64, usize, i32, i64);

impl<T: Count> Count for &T {
    fn count(&self) -> i64 {
        (**self).count()
    }
}

/// Every `.ftl` file of a language in one bundle. Isolation marks are off: they show as boxes in mails and titles.
fn bundle(language: Language, files: &[(String, String)]) -> Bundle {
    let mut bundle = Bundle::new_concurrent(language.code().parse().into_iter().collect());
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::En => |value, _| number(value, Language::En),
        Language::Fr => |value, _| number(value, Language::Fr),
        Language::De => |value, _| number(value, Language::De),
    }));
    let folder = format!("{}/", language.code());
    for (_, text) in files.iter().filter(|(path, _)| path.starts_with(&folder)) {
        let resource = FluentResource::try_new(text.clone()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Whole numbers get the language's separators; everything else is left to Fluent.
fn number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            // A count beyond 2^53 is no count; the cast saturates.
            #[allow(clippy::cast_possible_truncation)]
            let whole = number.value as i64;
            Some(written::whole(language, whole))
        }
        _ => None,
    }
}
