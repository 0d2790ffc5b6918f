//! The migrations, the policies and the tenancy map, embedded at build time.

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
