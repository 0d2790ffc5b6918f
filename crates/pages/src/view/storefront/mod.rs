//! The storefront: what buyers and visitors see.

mod account;
mod cards;
mod cart;
mod checkout;
mod country;
mod failure;
mod home;
mod invitation;
mod mails;
mod passwords;
mod product;
mod purchase;
mod search;
mod shop;
mod shops;
mod suggest;
mod teams;

#[cfg(test)]
mod rendered;

pub use account::{SellPage, SessionsPage, ShopForm, SignInForm, SignInPage, SignUpForm, SignUpPage};
pub use cards::{CategoryTile, ProductCard, ShopCard};
pub use cart::{CartLine, CartPage, CartPurchase, CartSeller, FreeShipping};
pub use checkout::{CheckoutForm, CheckoutPage, CheckoutPurchase, CheckoutSeller, SummaryLine, TaxLine, Totals};
pub use country::{country_choices, country_name};
pub use failure::{Failure, FailurePage};
pub use home::HomePage;
pub use invitation::*;
pub use mails::{MailPage, MailRow, MailState, MailsPage};
pub use passwords::*;
pub use product::{Delivery, Dimension, Fact, FactKind, OptionChoice, OptionPicker, ProductPage, Stock};
pub use purchase::{OrderState, PurchaseOrder, PurchasePage, PurchaseRow, PurchasesPage, StateReached, Step, Tracking};
pub use search::{
    ActiveFilter, Facet, FacetChoice, FacetLink, Facets, PriceChoice, PriceFilter, SearchNote, SearchPage, Sorting,
};
pub use shop::{ShopHeader, ShopPage};
pub use shops::ShopsPage;
pub use suggest::{Suggestion, SuggestionKind, Suggestions};
pub use teams::{TeamRow, TeamsPage};
