#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use types::Language;

use super::*;
use crate::FactorChange;

pub(crate) const LINK: &str = "https://market.example/join/abc?x=1&y=2";

/// Every letter, with the same values.
pub(crate) fn all<'a>(shop: &'a str, person: &'a str) -> Vec<Letter<'a>> {
    let mut letters = vec![
        Letter::Invitation { shop, inviter: person, role: "viewer", link: LINK, days: 7 },
        Letter::Invitation { shop, inviter: person, role: "Nachtschicht", link: LINK, days: 1 },
        Letter::ConfirmSignUp { link: LINK, hours: 24 },
        Letter::AlreadyRegistered { sign_in: LINK, reset: "https://market.example/reset" },
        Letter::ResetPassword { link: LINK, minutes: 30 },
        Letter::PasswordChanged,
        Letter::ConfirmNewEmail { link: LINK, hours: 1 },
        Letter::EmailChangeAsked { new: "new@example.com", link: LINK },
        Letter::EmailChanged { new: "new@example.com" },
        Letter::TokenReused { shop, device: person },
        Letter::OwnerNow { shop },
        Letter::RemovedFromTeam { shop },
        Letter::Welcome { shop, link: LINK, hours: 72 },
        Letter::StaffAsksConsent { shop, reason: person, link: LINK },
    ];
    letters.extend(
        [
            FactorChange::TotpOn,
            FactorChange::TotpOff,
            FactorChange::PasskeyAdded,
            FactorChange::PasskeyRemoved,
            FactorChange::RecoveryCodes,
            FactorChange::RecoveryCodeUsed,
        ]
        .map(|what| Letter::SecondFactorChanged { what }),
    );
    letters
}

fn to(language: Language, name: &str) -> Recipient<'_> {
    Recipient { email: "ada@example.com", name, language, site: "Karum" }
}

#[test]
fn every_letter_is_whole_in_every_language() {
    for language in Language::ALL {
        let mut subjects = BTreeSet::new();
        for letter in all("Käthes Laden", "Ada") {
            let written = write(&to(language, "Grace"), &letter).unwrap();
            let place = format!("{language} {}", letter.kind());
            for text in [&written.subject, &written.text, &written.html] {
                assert!(!text.contains(&format!("{}-", letter.kind())) && !text.contains("{$"), "{place}: {text}");
                assert!(!text.contains("{ ") || text == &written.html, "{place}: {text}");
            }
            assert!(written.text.contains("Grace") && written.html.contains("Grace"), "{place}");
            assert!(written.text.contains("Karum") && written.text.lines().count() >= 6, "{place}: {}", written.text);
            assert_eq!(letter.link().is_some(), written.text.contains(LINK), "{place}");
            assert!(
                written.text.lines().all(|line| line == "-- " || line.trim() == line),
                "{place}: {:?}",
                written.text
            );
            assert!(!written.text.contains("\n\n\n"), "{place}: {}", written.text);
            let alike = matches!(letter, Letter::Invitation { .. });
            assert!(subjects.insert(written.subject) || alike, "{place}: the subject of two letters");
        }
    }
}

#[test]
fn the_languages_differ() {
    for letter in all("Käthes Laden", "Ada") {
        let words: BTreeSet<_> =
            Language::ALL.iter().map(|l| write(&to(*l, ""), &letter).unwrap()).map(|w| (w.subject, w.text)).collect();
        assert_eq!(words.len(), 3, "{}", letter.kind());
    }
}

#[test]
fn every_text_of_the_files_is_said_by_some_letter() {
    let files = |language: Language| {
        let file = Files::get(&format!("{}/letters.ftl", language.code())).unwrap();
        let text = String::from_utf8_lossy(&file.data).into_owned();
        let keys = text.lines().filter(|l| l.starts_with(|c: char| c.is_ascii_lowercase()));
        keys.filter_map(|l| l.split_once(" = ").map(|(key, _)| key.to_owned())).collect::<Vec<_>>()
    };
    let shared = ["greeting", "greeting-nameless", "copy", "automatic"];
    let letters = all("a", "b");
    for language in Language::ALL {
        let keys = files(language);
        assert_eq!(keys, files(Language::En), "{language}");
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{language}: a key stands twice");
        for key in keys {
            let parts = ["subject", "preheader", "text", "button", "note", "other", "why"];
            let said = letters.iter().any(|l| parts.iter().any(|part| format!("{}-{part}", l.kind()) == key));
            assert!(said || shared.contains(&key.as_str()), "{language}: nothing says {key}");
            assert!(Texts::<Letters>::of(language).has(&key), "{language}: {key} is not understood");
        }
    }
}

#[test]
fn what_people_typed_is_text_and_nothing_else() {
    let evil = "<img src=x onerror=alert(1)>\"'&\r\nBcc: victim@example.com";
    for letter in all(evil, evil) {
        let written = write(&to(Language::En, evil), &letter).unwrap();
        assert!(!written.html.contains("<img") && !written.html.contains("x onerror=alert(1)>"), "{}", written.html);
        assert!(!written.subject.contains(['\r', '\n']), "{:?}", written.subject);
        assert!(!written.text.contains("\nBcc"), "{}", written.text);
    }
    let written = write(&to(Language::En, evil), &all(evil, evil)[0]).unwrap();
    assert!(written.html.contains("&#60;img") || written.html.contains("&lt;img"), "it is shown as it was typed");
}

#[test]
fn a_link_is_a_web_address() {
    for link in
        ["javascript:alert(1)", "/join/abc", "https://a b.example/", "https://a.example/\r\nX", "", "ftp://a.example/"]
    {
        let letter = Letter::ConfirmSignUp { link, hours: 1 };
        assert!(matches!(write(&to(Language::En, ""), &letter), Err(MailError::BadLink)), "{link}");
    }
}

#[test]
fn a_long_name_is_cut_and_an_unknown_one_left_out() {
    let name = "x".repeat(500);
    let letter = Letter::Invitation { shop: &name, inviter: &name, role: &name, link: LINK, days: 7 };
    let written = write(&to(Language::De, ""), &letter).unwrap();
    assert!(written.subject.chars().count() <= 400 && written.text.starts_with("Guten Tag,\n"), "{}", written.text);
}
