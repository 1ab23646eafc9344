//! Third-party servers: exchanges that were recorded with them, and oidc-provider itself.

mod live;
mod recorded;
