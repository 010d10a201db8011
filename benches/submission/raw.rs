//! What the machine can do at most: a handler that stores one row and answers when it is on disk. Rows that
//! wait are stored together, as in the product.

use std::net::SocketAddr;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use lytt::store::Db;
use sqlx::AssertSqlSafe;
use tokio::sync::{mpsc, oneshot};

/// A running server.
pub(crate) struct Raw {
    pub(crate) address: SocketAddr,
}

type Row = (Bytes, oneshot::Sender<()>);

/// About as many bytes as a submission has.
pub(crate) fn request() -> Vec<u8> {
    let body = format!("{{\"answers\":\"{}\"}}", "1".repeat(300));
    format!("POST /raw HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

pub(crate) async fn serve(url: &str) -> Raw {
    let db = Db::connect(&format!("{url}{}", if url.starts_with("postgres") { "" } else { ".raw" })).await;
    let db = db.expect("a database");
    match &db {
        Db::Sqlite { write, .. } => {
            let table = "CREATE TABLE raw (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT";
            sqlx::query(table).execute(write).await.expect("a table");
        }
        Db::Postgres(pool) => {
            let table = "CREATE TEMPORARY TABLE unused (id int)";
            sqlx::query(table).execute(pool).await.expect("a connection");
        }
    }
    let (give, take) = mpsc::channel(4096);
    tokio::spawn(commit(db, take));
    let routes = Router::new().route("/raw", post(store)).with_state(give);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Raw { address }
}

async fn store(State(give): State<mpsc::Sender<Row>>, body: Bytes) -> &'static str {
    let (reply, told) = oneshot::channel();
    give.send((body, reply)).await.expect("the committer runs");
    told.await.expect("it is stored");
    "stored"
}

async fn commit(db: Db, mut take: mpsc::Receiver<Row>) {
    let mut rows = Vec::new();
    while take.recv_many(&mut rows, 128).await > 0 {
        let mut left = rows.as_slice();
        match &db {
            Db::Sqlite { write, .. } => {
                let mut tx = write.begin_with("BEGIN IMMEDIATE").await.expect("a transaction");
                while !left.is_empty() {
                    let (some, rest) = left.split_at(1 << left.len().ilog2());
                    let marks = vec!["(?)"; some.len()].join(",");
                    let mut query = sqlx::query(AssertSqlSafe(format!("INSERT INTO raw (body) VALUES {marks}")));
                    for (body, _) in some {
                        query = query.bind(std::str::from_utf8(body).expect("text"));
                    }
                    query.execute(&mut *tx).await.expect("stored");
                    left = rest;
                }
                tx.commit().await.expect("committed");
            }
            Db::Postgres(pool) => {
                let mut tx = pool.begin().await.expect("a transaction");
                while !left.is_empty() {
                    let (some, rest) = left.split_at(1 << left.len().ilog2());
                    let marks: Vec<_> = (1..=some.len()).map(|number| format!("(${number})")).collect();
                    let text = format!("INSERT INTO raw (body) VALUES {}", marks.join(","));
                    let mut query = sqlx::query(AssertSqlSafe(text));
                    for (body, _) in some {
                        query = query.bind(std::str::from_utf8(body).expect("text"));
                    }
                    query.execute(&mut *tx).await.expect("stored");
                    left = rest;
                }
                tx.commit().await.expect("committed");
            }
        }
        for (_, reply) in rows.drain(..) {
            let _ = reply.send(());
        }
    }
}
