//! `lytt healthcheck`

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{CliError, Result, print};

#[derive(clap::Args)]
pub(super) struct Args {
    /// Where the server listens
    #[arg(long, env = "LYTT_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

/// One request by hand: the check must work in an image that holds nothing but this program.
async fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.take(4096).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

pub(super) async fn run(args: &Args) -> Result<()> {
    let mut address = args.listen;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::IpAddr::from([127, 0, 0, 1]));
    }
    match tokio::time::timeout(Duration::from_secs(3), ask(address)).await {
        Ok(Ok(answer)) if answer.starts_with("HTTP/1.1 200") => print("ready"),
        Ok(Ok(answer)) => {
            let first = answer.lines().next().unwrap_or("nothing").to_owned();
            Err(CliError::Failed(format!("{address} is not ready: it says {first}")))
        }
        Ok(Err(error)) => Err(CliError::Failed(format!("{address} does not answer: {error}"))),
        Err(_) => Err(CliError::Failed(format!("{address} does not answer within 3 seconds"))),
    }
}
