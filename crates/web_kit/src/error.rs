//! What can go wrong while the web layer is being set up; a request is refused with a [`crate::Problem`] instead.

/// The faults of this crate's own set-up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A key for CSRF tokens has at least 32 bytes.
    #[error("the key for CSRF tokens has {0} bytes, at least 32 are needed")]
    ShortKey(usize),
    /// The metrics recorder could not be installed; usually because there is one already.
    #[error("metrics cannot be recorded")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}
