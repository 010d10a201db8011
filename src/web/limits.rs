//! How often somebody may try something: named by purpose, counted by key.

use std::net::IpAddr;
use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// The limits, each with its own count.
pub(super) struct Limits {
    /// Links that open nothing, by address. Links that do open are never counted: nobody who was
    /// sent a link is locked out by a neighbour on the same address.
    pub(super) dead_links: DefaultKeyedRateLimiter<IpAddr>,
    /// Desk codes, right or wrong, typed on the tablets of one room. Six digits are few, so this is slow: in
    /// the quarter of an hour a code lives, fewer than a hundred of the million can be tried.
    pub(super) room: DefaultKeyedRateLimiter<[u8; 32]>,
    /// Documents that other organisations' servers bring, by address.
    pub(super) partners: DefaultKeyedRateLimiter<IpAddr>,
    /// Passwords by the hash of the name tried, and codes by that of the account.
    pub(super) sign_in: DefaultKeyedRateLimiter<[u8; 32]>,
    /// The same, by address.
    pub(super) sign_in_address: DefaultKeyedRateLimiter<IpAddr>,
}

fn a_minute(times: u32) -> Quota {
    Quota::per_minute(NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN))
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            dead_links: RateLimiter::keyed(a_minute(20)),
            room: RateLimiter::keyed(a_minute(6)),
            partners: RateLimiter::keyed(a_minute(120)),
            sign_in: RateLimiter::keyed(a_minute(10)),
            sign_in_address: RateLimiter::keyed(a_minute(60)),
        }
    }
}

impl Limits {
    /// Drops everybody who is back at the full allowance.
    pub(super) fn forget(&self) {
        self.dead_links.retain_recent();
        self.room.retain_recent();
        self.partners.retain_recent();
        self.sign_in.retain_recent();
        self.sign_in_address.retain_recent();
    }
}
