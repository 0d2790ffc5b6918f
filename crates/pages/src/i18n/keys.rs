//! Tests over the locale files: complete, used, and really translated.

#![allow(clippy::unwrap_used)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use types::Language;

use super::Texts;

/// Words that are the same in another language, by key: `(key, language)`.
const SAME_IN_BOTH: &str = include_str!("same.txt");

/// Every template and source file with its content. Test modules of a source are cut off.
pub(crate) fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["templates", "src", "assets/js"] {
        walk(&root.join(folder), &mut found);
    }
    found
}

fn walk(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if !path.ends_with("i18n/keys.rs") && path.extension().is_some_and(|e| e == "html" || e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\n#[allow").next().unwrap().to_owned();
            found.push((path.display().to_string(), code));
        }
    }
}

/// Key → text (as written, continuation lines joined) of one language.
fn messages(language: Language) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language.code());
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let mut key = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, value)) = line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_alphabetic()))
            {
                name.trim().clone_into(&mut key);
                let earlier = all.insert(key.clone(), value.trim().to_owned());
                assert!(earlier.is_none(), "{}: \"{key}\" stands twice", path.display());
            } else if line.starts_with([' ', '\t', '}']) && !key.is_empty() {
                let text: &mut String = all.get_mut(&key).unwrap();
                text.push('\n');
                text.push_str(line.trim());
            } else {
                assert!(line.trim().is_empty(), "{}: \"{line}\" belongs to no message", path.display());
            }
        }
    }
    all
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Every string literal that could be a key.
fn literals(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').filter(|text| is_key(text))
}

/// The keys that a call of the texts handle names: `t.get("…")`, `t.count("…", …)` and so on.
fn named(code: &str) -> Vec<&str> {
    ["t.get(", "t.count(", "t.with(", "t.args("]
        .iter()
        .flat_map(|call| code.split(call).skip(1))
        .filter_map(|rest| rest.trim_start().strip_prefix('"'))
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn every_language_has_the_same_keys() {
    let english: BTreeSet<_> = messages(Language::En).into_keys().collect();
    for language in [Language::Fr, Language::De] {
        let other: BTreeSet<_> = messages(language).into_keys().collect();
        let missing: Vec<_> = english.difference(&other).collect();
        let extra: Vec<_> = other.difference(&english).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{language}: missing {missing:?}, extra {extra:?}");
    }
}

#[test]
fn every_message_parses() {
    for language in Language::ALL {
        for key in messages(language).keys() {
            assert!(Texts::of(language).has(key), "{language}: \"{key}\" is not understood by Fluent");
        }
    }
}

#[test]
fn every_named_key_exists() {
    let known = messages(Language::En);
    let mut unknown = BTreeSet::new();
    for (file, code) in sources() {
        for key in named(&code).into_iter().filter(|key| !known.contains_key(*key)) {
            unknown.insert(format!("{file}: {key}"));
        }
    }
    assert!(unknown.is_empty(), "no such text:\n{}", unknown.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_key_is_used() {
    let sources = sources();
    let used: BTreeSet<_> = sources.iter().flat_map(|(_, code)| literals(code)).collect();
    let idle: Vec<_> = messages(Language::En).into_keys().filter(|key| !used.contains(key.as_str())).collect();
    assert!(idle.is_empty(), "texts that nothing names: {idle:?}");
}

#[test]
fn placeables_agree_between_languages() {
    let variables = |text: &str| -> BTreeSet<String> {
        text.split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect())
            .collect()
    };
    let english = messages(Language::En);
    for language in [Language::Fr, Language::De] {
        for (key, text) in messages(language) {
            if let Some(original) = english.get(&key) {
                assert_eq!(variables(original), variables(&text), "{language}: {key}");
            }
        }
    }
}

#[test]
fn nothing_is_left_in_english() {
    let same: BTreeSet<(&str, &str)> = SAME_IN_BOTH.lines().filter_map(|line| line.split_once(' ')).collect();
    let english = messages(Language::En);
    let mut wrong = Vec::new();
    for language in [Language::Fr, Language::De] {
        for (key, text) in messages(language) {
            let letters = text.chars().any(char::is_alphabetic);
            let allowed = same.contains(&(language.code(), key.as_str()));
            if letters && english.get(&key) == Some(&text) && !allowed {
                wrong.push(format!("{language} {key}"));
            }
        }
    }
    assert!(wrong.is_empty(), "the same as in English (translate, or list in same.txt):\n{}", wrong.join("\n"));
}
