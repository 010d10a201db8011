//! `lytt network`

use std::path::PathBuf;

use uuid::Uuid;

use super::open::Data;
use super::{CliError, Result, print};
use crate::app::{App, administer, network};
use crate::auth::signature;
use crate::domain::network::{Document, Refusal};
use crate::store::Proof;
use crate::view::Language;
use crate::view::text::Text;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Check the signature of a file and say what it is; needs no database
    Verify {
        /// The file
        file: PathBuf,
    },
    /// The networks of an organisation, with their documents, inbox and outbox
    List(Of),
    /// Take in a file; what it says waits until an administrator has approved it
    Import {
        /// The file
        file: PathBuf,
        #[command(flatten)]
        of: Of,
    },
    /// Print a signed file of the organisation's own
    Export {
        /// The network, by id
        #[arg(long, value_name = "ID")]
        network: Uuid,
        /// invitation, members, or the id of a document (see `lytt network list`)
        what: String,
        #[command(flatten)]
        of: Of,
    },
}

#[derive(clap::Args)]
struct Of {
    /// The organisation's short name
    #[arg(long)]
    tenant: String,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<()> {
    match args.command {
        Command::Verify { file } => verify(&file),
        Command::List(of) => list(of).await,
        Command::Import { file, of } => import(&file, of).await,
        Command::Export { network, what, of } => export(network, &what, of).await,
    }
}

fn read(file: &PathBuf) -> Result<String> {
    std::fs::read_to_string(file).map_err(|error| CliError::Input(format!("{}: {error}; is it UTF-8?", file.display())))
}

/// Why a file is refused, in the words of the pages.
fn refused(why: Refusal) -> CliError {
    let said = Text::load(Language::En).and_then(|text| text.message(&format!("network-refused-{why}"), &[]));
    CliError::Input(said.unwrap_or_else(|_| why.to_string()))
}

fn describe(document: &Document) -> String {
    match document {
        Document::Charter(one) => format!("an invitation to \"{}\", founded by {}", one.name, one.founder),
        Document::Joining(one) => format!("{} asks to take part, decided by {}", one.organisation, one.accepted_by),
        Document::Members(one) => format!("list {} of {} members", one.number, one.members.len()),
        Document::Statement(one) => format!("results of {}, data as of {}", one.period, one.data_date),
        Document::Withdrawal(one) => match one.period {
            Some(period) => format!("results of {period} are taken back"),
            None => "the sender leaves, and takes everything back".to_owned(),
        },
    }
}

fn verify(file: &PathBuf) -> Result<()> {
    let read = network::check(&read(file)?).map_err(refused)?;
    print(&format!(
        "the signature fits\nnetwork      {}\nsays         {}\nkey          {}\nfingerprint  {}",
        read.document.network(),
        describe(&read.document),
        read.key,
        signature::fingerprint(&read.key),
    ))
}

async fn list(of: Of) -> Result<()> {
    let app = of.data.open().await?;
    let proof = Proof::operator(administer::find_tenant(&app, &of.tenant).await?.id);
    let mut lines = Vec::new();
    for listed in network::list(&app, &proof).await? {
        let id = listed.charter.network;
        lines.push(format!("{id}  {:<8} {}", listed.standing.code(), listed.charter.name));
        let Some(opened) = network::open(&app, &proof, id).await? else { continue };
        for held in opened.documents {
            let stored = held.stored;
            let whose = if stored.own { "own" } else { "received" };
            let period = stored.period.unwrap_or_default();
            let (kind, state) = (stored.kind.code(), stored.state.code());
            lines.push(format!("  {}  {kind:<10} {whose:<8} {state:<9} {period}", stored.id).trim_end().to_owned());
        }
        lines.extend(exchanged(&app, &proof, id).await?);
    }
    print(&lines.join("\n"))
}

/// What came from other servers and waits or was decided, and what goes to them.
async fn exchanged(app: &App, proof: &Proof, id: Uuid) -> Result<Vec<String>> {
    let Some(found) = network::exchange(app, proof, id).await? else { return Ok(Vec::new()) };
    let came = found.arrivals.iter().rev().map(|one| {
        let (kind, state, period) = (one.what.code(), one.state.code(), one.period.as_deref().unwrap_or_default());
        format!("  {}  {kind:<10} inbox    {state:<9} {period} from {}", one.id, one.signer.short())
    });
    let goes = found.sendings.iter().rev().map(|one| {
        let (kind, state, period) = (one.what.code(), one.state.code(), one.period.as_deref().unwrap_or_default());
        let to = one.partner.get(..8).unwrap_or_default();
        let line = format!("  {}  {kind:<10} outbox   {state:<9} {period} to {to}", one.id);
        if one.reason.is_empty() { line } else { format!("{line}, {} tries: {}", one.attempts, one.reason) }
    });
    Ok(came.chain(goes).collect())
}

async fn import(file: &PathBuf, of: Of) -> Result<()> {
    let text = read(file)?;
    let app = of.data.open().await?;
    let proof = Proof::operator(administer::find_tenant(&app, &of.tenant).await?.id);
    let taken = network::take_in(&app, &proof, &text).await?;
    let taken = taken.ok_or_else(|| CliError::Input("--tenant: nothing can be taken in there".to_owned()))?;
    let said = match taken.map_err(refused)? {
        network::Taken::Invited(id) => format!("an invitation to network {id}; an administrator answers it"),
        network::Taken::Waiting(id) => format!("network {id}: it waits until an administrator has approved it"),
        network::Taken::Done(id) => format!("network {id}: it holds from now"),
    };
    print(&said)
}

async fn export(id: Uuid, what: &str, of: Of) -> Result<()> {
    let app = of.data.open().await?;
    let proof = Proof::operator(administer::find_tenant(&app, &of.tenant).await?.id);
    let file = network::file(&app, &proof, id, what).await?;
    print(file.ok_or_else(|| CliError::Input(format!("there is no such file of network {id}: {what}")))?.trim_end())
}
