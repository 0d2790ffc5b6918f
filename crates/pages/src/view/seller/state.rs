//! The closed sets of words the seller's pages show: each has a code for
//! addresses and classes, and the key of its interface text.

use crate::view::Tone;

/// Makes an enum whose variants have a code, and lists them in the order of declaration.
macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $text:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every value, in the order in which pages offer them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code: in a form field, a query parameter, a CSS class.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The key of the interface text that names it.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The value with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }
    )*};
}

coded! {
    /// How far an order is.
    OrderState {
        /// The buyer has ordered; the seller has not answered.
        Placed = "placed", "seller-order-state-placed";
        /// The seller accepts it.
        Confirmed = "confirmed", "seller-order-state-confirmed";
        /// In the box.
        Packed = "packed", "seller-order-state-packed";
        /// On its way.
        Shipped = "shipped", "seller-order-state-shipped";
        /// With the buyer.
        Delivered = "delivered", "seller-order-state-delivered";
        /// Called off.
        Cancelled = "cancelled", "seller-order-state-cancelled";
    }

    /// Where an order came from.
    OrderSource {
        /// The marketplace of all sellers.
        Marketplace = "marketplace", "seller-orders-source-marketplace";
        /// The seller's own shop.
        Shop = "shop", "seller-orders-source-shop";
        /// Entered by hand, from a call.
        Telephone = "telephone", "seller-orders-source-telephone";
        /// Entered by hand, in the shop.
        Counter = "counter", "seller-orders-source-counter";
    }

    /// Why a seller cancels an order.
    CancelReason {
        /// The goods are not there.
        OutOfStock = "out_of_stock", "seller-order-reason-out-of-stock";
        /// The buyer wanted it.
        BuyerAsked = "buyer_asked", "seller-order-reason-buyer-asked";
        /// It cannot be delivered.
        Undeliverable = "undeliverable", "seller-order-reason-undeliverable";
        /// Something else, told in the note.
        Other = "other", "seller-order-reason-other";
    }

    /// How far a feed's set-up is, and how its last run ended.
    FeedState {
        /// The mapping was never saved.
        New = "new", "seller-feed-state-new";
        /// Can be imported.
        Ready = "ready", "seller-feed-state-ready";
        /// A run is queued or going on.
        Running = "running", "seller-feed-state-running";
        /// A run waits for the seller's decision.
        Held = "held", "seller-feed-state-held";
        /// The last run failed.
        Failed = "failed", "seller-feed-state-failed";
    }

    /// How far an import run is.
    RunState {
        /// Waits for a worker.
        Queued = "queued", "seller-run-state-queued";
        /// Reads rows.
        Running = "running", "seller-run-state-running";
        /// Waits for the seller's decision.
        Held = "held", "seller-run-state-held";
        /// Finished.
        Done = "done", "seller-run-state-done";
        /// Stopped by an error.
        Failed = "failed", "seller-run-state-failed";
        /// Stopped by the seller.
        Cancelled = "cancelled", "seller-run-state-cancelled";
    }

    /// What started a run.
    Trigger {
        /// Somebody.
        Person = "person", "seller-run-trigger-person";
        /// The feed's schedule.
        Schedule = "schedule", "seller-run-trigger-schedule";
        /// `karum import`.
        Command = "command", "seller-run-trigger-command";
    }

    /// How often a feed is fetched again.
    Schedule {
        /// Only by hand.
        Off = "off", "seller-schedule-off";
        /// Every hour.
        Hourly = "hourly", "seller-schedule-hourly";
        /// Every six hours.
        SixHourly = "six_hourly", "seller-schedule-six-hourly";
        /// Every day.
        Daily = "daily", "seller-schedule-daily";
    }

    /// What happens to products that a newer file no longer lists.
    VanishRule {
        /// They leave the shop.
        Unpublish = "unpublish", "seller-vanish-unpublish";
        /// They stay.
        Keep = "keep", "seller-vanish-keep";
    }

    /// What separates a file's columns.
    Delimiter {
        /// Tab.
        Tab = "tab", "seller-delimiter-tab";
        /// Comma.
        Comma = "comma", "seller-delimiter-comma";
        /// Semicolon.
        Semicolon = "semicolon", "seller-delimiter-semicolon";
        /// Vertical bar.
        Pipe = "pipe", "seller-delimiter-pipe";
        /// None: the file is XML.
        Xml = "xml", "seller-delimiter-xml";
    }

    /// What ends a file's lines.
    LineEnds {
        /// LF or CRLF.
        Lf = "lf", "seller-line-ends-lf";
        /// LF, CRLF or CR alone.
        Any = "any", "seller-line-ends-any";
    }

    /// What cells are wrapped in that hold a delimiter.
    Quote {
        /// The double quotation mark.
        Double = "double", "seller-quote-double";
        /// The apostrophe.
        Single = "single", "seller-quote-single";
    }

    /// Where a staged product is on its way to the buyers.
    StagedState {
        /// Imported, not chosen.
        New = "new", "seller-staged-state-new";
        /// In the catalogue, not published.
        Selected = "selected", "seller-staged-state-selected";
        /// Buyers see it.
        Published = "published", "seller-staged-state-published";
        /// No longer in the feed.
        Vanished = "vanished", "seller-staged-state-vanished";
        /// The feeds of two languages contradict each other.
        Conflict = "conflict", "seller-staged-state-conflict";
    }

    /// What a feed says about stock.
    Availability {
        /// Can be had.
        InStock = "in_stock", "seller-availability-in-stock";
        /// Cannot.
        OutOfStock = "out_of_stock", "seller-availability-out-of-stock";
        /// Can be ordered before it is there.
        Preorder = "preorder", "seller-availability-preorder";
    }

    /// The tabs of the product list.
    ProductFilter {
        /// Everything.
        All = "all", "seller-products-tab-all";
        /// At least one variant is published.
        Published = "published", "seller-products-tab-published";
        /// No variant is.
        Draft = "draft", "seller-products-tab-draft";
        /// Something is overridden.
        Overridden = "overridden", "seller-products-tab-overridden";
        /// No variant can be had.
        OutOfStock = "out_of_stock", "seller-products-tab-out-of-stock";
    }

    /// What the seller wants done with the ticked rows of a list.
    BulkAction {
        /// Staged products become products.
        Select = "select", "seller-bulk-select";
        /// The same, and buyers see them.
        SelectPublish = "select_publish", "seller-bulk-select-publish";
        /// Buyers see the products.
        Publish = "publish", "seller-products-publish";
        /// Buyers no longer see them.
        Unpublish = "unpublish", "seller-products-unpublish";
    }
}

impl OrderState {
    /// The colour of its badge.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Placed => Tone::Warning,
            Self::Confirmed | Self::Packed => Tone::Info,
            Self::Shipped | Self::Delivered => Tone::Success,
            Self::Cancelled => Tone::Neutral,
        }
    }
}

impl OrderState {
    /// The key of what the history says.
    pub const fn event(self) -> &'static str {
        match self {
            Self::Placed => "seller-order-event-placed",
            Self::Confirmed => "seller-order-event-confirmed",
            Self::Packed => "seller-order-event-packed",
            Self::Shipped => "seller-order-event-shipped",
            Self::Delivered => "seller-order-event-delivered",
            Self::Cancelled => "seller-order-event-cancelled",
        }
    }

    /// The key of what the button says that moves an order here.
    pub const fn step(self) -> &'static str {
        match self {
            Self::Placed | Self::Confirmed => "seller-order-confirm",
            Self::Packed => "seller-order-pack",
            Self::Shipped => "seller-order-ship",
            Self::Delivered => "seller-order-deliver",
            Self::Cancelled => "seller-order-cancel",
        }
    }

    /// The key of what that step means.
    pub const fn step_hint(self) -> &'static str {
        match self {
            Self::Placed | Self::Confirmed => "seller-order-confirm-hint",
            Self::Packed => "seller-order-pack-hint",
            Self::Shipped => "seller-order-ship-hint",
            Self::Delivered => "seller-order-deliver-hint",
            Self::Cancelled => "seller-order-cancel-hint",
        }
    }

    /// The name of its icon.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Placed | Self::Confirmed => "inbox",
            Self::Packed => "package",
            Self::Shipped => "truck",
            Self::Delivered => "package-check",
            Self::Cancelled => "ban",
        }
    }
}

impl OrderSource {
    /// Whether somebody of the team entered it.
    pub const fn by_hand(self) -> bool {
        matches!(self, Self::Telephone | Self::Counter)
    }
}

impl FeedState {
    /// The colour of its badge.
    pub const fn tone(self) -> Tone {
        match self {
            Self::New | Self::Held => Tone::Warning,
            Self::Ready => Tone::Success,
            Self::Running => Tone::Info,
            Self::Failed => Tone::Danger,
        }
    }
}

impl RunState {
    /// The colour of its badge.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Queued | Self::Cancelled => Tone::Neutral,
            Self::Running => Tone::Info,
            Self::Held => Tone::Warning,
            Self::Done => Tone::Success,
            Self::Failed => Tone::Danger,
        }
    }
}

impl StagedState {
    /// The colour of its badge.
    pub const fn tone(self) -> Tone {
        match self {
            Self::New => Tone::Info,
            Self::Selected | Self::Vanished => Tone::Neutral,
            Self::Published => Tone::Success,
            Self::Conflict => Tone::Warning,
        }
    }
}

impl Availability {
    /// The colour of its dot.
    pub const fn tone(self) -> Tone {
        match self {
            Self::InStock => Tone::Success,
            Self::OutOfStock => Tone::Neutral,
            Self::Preorder => Tone::Info,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_name_their_value_and_no_other() {
        for state in OrderState::ALL {
            assert_eq!(OrderState::from_code(state.code()), Some(*state));
        }
        assert_eq!(Schedule::from_code("six_hourly"), Some(Schedule::SixHourly));
        assert_eq!(Schedule::from_code("weekly"), None);
    }
}
