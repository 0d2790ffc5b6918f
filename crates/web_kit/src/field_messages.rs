//! The messages beside fields, in the three languages of the interface: those of garde's rules and of serde.

use std::borrow::Cow;
use std::fmt::Display;

use garde::i18n::{I18n, InvalidCreditCard, InvalidEmail, InvalidPhoneNumber, InvalidUrl, IpKind};
use types::Language;

type Text = Cow<'static, str>;

/// garde's rules in one language. Lengths are spoken of in characters, since nearly every length is that of a text.
pub(crate) struct Messages(pub(crate) Language);

impl Messages {
    fn pick(&self, en: impl Into<Text>, fr: impl Into<Text>, de: impl Into<Text>) -> Text {
        match self.0 {
            Language::En => en.into(),
            Language::Fr => fr.into(),
            Language::De => de.into(),
        }
    }

    /// The field is not there, or empty.
    pub(crate) fn required(&self) -> Text {
        self.pick("This is needed.", "Ce champ est obligatoire.", "Dieses Feld wird benötigt.")
    }

    fn number(&self) -> Text {
        self.pick("Enter a number.", "Saisissez un nombre.", "Geben Sie eine Zahl ein.")
    }

    fn out_of_range(&self) -> Text {
        self.pick("This number is too large.", "Ce nombre est trop grand.", "Diese Zahl ist zu groß.")
    }

    fn not_a_choice(&self) -> Text {
        self.pick(
            "Choose one of the values offered.",
            "Choisissez une des valeurs proposées.",
            "Wählen Sie einen der angebotenen Werte.",
        )
    }

    pub(crate) fn invalid(&self) -> Text {
        self.pick("This value cannot be used.", "Cette valeur n’est pas valable.", "Dieser Wert ist nicht gültig.")
    }

    /// What serde says about a form's field, said to a person.
    pub(crate) fn of_serde(&self, message: &str) -> Text {
        let starts = |prefix: &str| message.starts_with(prefix);
        if starts("missing field")
            || starts("cannot parse integer from empty")
            || starts("cannot parse float from empty")
        {
            self.required()
        } else if starts("invalid digit") || starts("invalid float") {
            self.number()
        } else if starts("number too") || starts("number would be zero") {
            self.out_of_range()
        } else if starts("unknown variant") {
            self.not_a_choice()
        } else if self.0 == Language::En && !starts("invalid") && !starts("unsupported") && !starts("unknown field") {
            // A type of ours that says in English what it expects.
            message.to_owned().into()
        } else {
            self.invalid()
        }
    }
}

impl I18n for Messages {
    fn length_lower_than(&self, min: usize) -> Text {
        if min == 1 {
            return self.required();
        }
        self.pick(
            format!("At least {min} characters are needed."),
            format!("Au moins {min} caractères sont nécessaires."),
            format!("Mindestens {min} Zeichen werden benötigt."),
        )
    }

    fn length_greater_than(&self, max: usize) -> Text {
        self.pick(
            format!("At most {max} characters are allowed."),
            format!("{max} caractères au plus sont permis."),
            format!("Höchstens {max} Zeichen sind erlaubt."),
        )
    }

    fn range_lower_than(&self, min: &dyn Display) -> Text {
        self.pick(
            format!("This must be at least {min}."),
            format!("Le minimum est {min}."),
            format!("Der kleinste erlaubte Wert ist {min}."),
        )
    }

    fn range_greater_than(&self, max: &dyn Display) -> Text {
        self.pick(
            format!("This must be at most {max}."),
            format!("Le maximum est {max}."),
            format!("Der größte erlaubte Wert ist {max}."),
        )
    }

    fn credit_card_invalid(&self, _: InvalidCreditCard) -> Text {
        self.invalid()
    }

    fn pattern_no_match(&self, _: &dyn Display) -> Text {
        self.invalid()
    }

    fn contains_missing(&self, pattern: &dyn Display) -> Text {
        self.pick(
            format!("This must contain “{pattern}”."),
            format!("« {pattern} » doit y figurer."),
            format!("„{pattern}“ muss darin vorkommen."),
        )
    }

    fn url_invalid(&self, _: InvalidUrl) -> Text {
        self.pick(
            "Enter an address that begins with https://.",
            "Saisissez une adresse qui commence par https://.",
            "Geben Sie eine Adresse ein, die mit https:// beginnt.",
        )
    }

    fn prefix_missing(&self, pattern: &dyn Display) -> Text {
        self.pick(
            format!("This must begin with “{pattern}”."),
            format!("Ce champ doit commencer par « {pattern} »."),
            format!("Das muss mit „{pattern}“ beginnen."),
        )
    }

    fn suffix_missing(&self, pattern: &dyn Display) -> Text {
        self.pick(
            format!("This must end with “{pattern}”."),
            format!("Ce champ doit se terminer par « {pattern} »."),
            format!("Das muss mit „{pattern}“ enden."),
        )
    }

    fn phone_number_invalid(&self, _: InvalidPhoneNumber) -> Text {
        self.pick("Enter a telephone number.", "Saisissez un numéro de téléphone.", "Geben Sie eine Telefonnummer ein.")
    }

    fn ip_invalid(&self, kind: IpKind) -> Text {
        self.pick(
            format!("Enter an {kind} address."),
            format!("Saisissez une adresse {kind}."),
            format!("Geben Sie eine {kind}-Adresse ein."),
        )
    }

    fn matches_field_mismatch(&self, _: &dyn Display) -> Text {
        self.pick("The two entries differ.", "Les deux saisies diffèrent.", "Die beiden Eingaben sind verschieden.")
    }

    fn email_invalid(&self, reason: InvalidEmail) -> Text {
        match reason {
            InvalidEmail::Empty => self.required(),
            _ => self.pick(
                "Enter an e-mail address such as name@example.org.",
                "Saisissez une adresse e-mail, par exemple nom@example.org.",
                "Geben Sie eine E-Mail-Adresse ein, etwa name@example.org.",
            ),
        }
    }

    fn ascii_invalid(&self) -> Text {
        self.pick(
            "Only unaccented letters, digits and signs are allowed.",
            "Seuls les lettres sans accent, les chiffres et les signes sont permis.",
            "Nur Buchstaben ohne Umlaute, Ziffern und Zeichen sind erlaubt.",
        )
    }

    fn alphanumeric_invalid(&self) -> Text {
        self.pick(
            "Only letters and digits are allowed.",
            "Seuls les lettres et les chiffres sont permis.",
            "Nur Buchstaben und Ziffern sind erlaubt.",
        )
    }

    fn required_not_set(&self) -> Text {
        self.required()
    }
}
