//! What `$order` and the like stand for in the table.

use test_support::World;

/// Names with their values; longer names first where one begins with another.
pub struct Names(Vec<(&'static str, String)>);

/// The seed's ids: kind and number, see `seed.sql`.
fn id(kind: u16, number: u16) -> String {
    format!("00000000-0000-7000-8000-{kind:08x}{number:04x}")
}

impl Names {
    /// The first seller's objects, and what buyers of his have.
    pub fn of(world: &World, caller: &str) -> Self {
        Self::numbered(world, caller, 1, ["seed-1", world.sellers[0].slug])
    }

    /// Objects that nobody has.
    pub fn absent(world: &World, caller: &str) -> Self {
        Self::numbered(world, caller, 0xfff, ["none-1", "none-x"])
    }

    fn numbered(world: &World, caller: &str, number: u16, [staged, shop]: [&str; 2]) -> Self {
        let shelf = &world.sellers[1];
        Self(vec![
            ("$session", id(5, number)),
            ("$feed", id(8, number)),
            ("$run", id(9, number)),
            ("$product", id(10, number)),
            ("$variant", id(11, number)),
            ("$line", id(20, number)),
            ("$order", id(30, number)),
            ("$purchase", id(31, number)),
            ("$action", id(41, number)),
            ("$member", id(3, number)),
            ("$role", id(50, number)),
            ("$program", id(52, number)),
            ("$key", id(53, number)),
            ("$invitation", id(51, number)),
            ("$mail", id(42, number)),
            ("$seller", id(1, number)),
            ("$staged", staged.to_owned()),
            ("$shop", shop.to_owned()),
            // The other seller's own.
            ("@own", "other-shop".to_owned()),
            // On sale at the second seller's, for everybody.
            ("@seller", shelf.seller.to_string()),
            ("@product", shelf.product.to_string()),
            ("@variant", shelf.variants[0].to_string()),
            ("@caller", caller.to_owned()),
        ])
    }

    /// The text with values for names.
    pub fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    /// The text with names for values, so that two answers can be compared.
    pub fn hide(&self, text: &str) -> String {
        let ours = self.0.iter().filter(|(name, _)| name.starts_with('$'));
        ours.fold(text.to_owned(), |text, (name, value)| text.replace(value.as_str(), name))
    }
}
