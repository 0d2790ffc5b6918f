//! Nothing but a home for tests across crates; see `tests/`.
