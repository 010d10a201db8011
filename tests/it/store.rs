//! The store: both databases keep the same, and refuse the same.

use crate::support::database::on_both;

#[test]
fn opens() {
    on_both(async |database| {
        assert_eq!(database.raw.tables().await.len(), 21);
        assert_eq!(database.db.pending_migrations().await.unwrap(), 0);
    });
}
