//! Opening database and keys, the same way for every command.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{CliError, Result};
use crate::ambient::Ambient;
use crate::app::App;
use crate::auth::MasterKey;
use crate::store::{self, Db};

/// Where the data and the key are.
#[derive(Args, Clone, Debug)]
pub(super) struct Data {
    /// The database: postgres://… or the path of an SQLite file
    #[arg(long, env = "LYTT_DATABASE", default_value = "lytt.db", value_name = "URL or PATH")]
    pub(super) database: String,
    /// The file with the master key; made on first use. Keep it apart from the database, and keep a copy
    #[arg(long, env = "LYTT_KEY_FILE", default_value = "lytt.key", value_name = "PATH")]
    pub(super) key_file: PathBuf,
}

impl Data {
    /// Opens what is there. Tables must be in place.
    pub(super) async fn open(&self) -> Result<App> {
        let ambient = Ambient::system()?;
        let db = Db::connect(&self.database).await.map_err(|error| self.unreachable(&error))?;
        match db.pending_migrations().await? {
            0 => {}
            n => {
                return Err(CliError::Input(format!(
                    "the database {} lacks {n} migration(s); please run `lytt migrate --database {}`",
                    self.shown(),
                    self.shown()
                )));
            }
        }
        db.check().await?;
        let master = self.master(&db, &ambient).await?;
        let app = App::new(db, ambient, master, String::new())?;
        app.check_used_definitions().await?;
        Ok(app)
    }

    /// Applies pending migrations, then opens.
    pub(super) async fn migrate_and_open(&self) -> Result<App> {
        store::migrate(&self.database).await.map_err(|error| self.unreachable(&error))?;
        self.open().await
    }

    fn unreachable(&self, error: &store::StoreError) -> CliError {
        CliError::Failed(format!("the database {} cannot be opened: {error}", self.shown()))
    }

    /// The database without a password.
    pub(super) fn shown(&self) -> String {
        match (self.database.split_once("://"), self.database.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
            _ => self.database.clone(),
        }
    }

    async fn master(&self, db: &Db, ambient: &Ambient) -> Result<MasterKey> {
        if self.key_file.exists() {
            let text = std::fs::read_to_string(&self.key_file)
                .map_err(|error| CliError::Failed(format!("{}: {error}", self.key_file.display())))?;
            return MasterKey::from_hex(&text)
                .map_err(|error| CliError::Input(format!("{}: {error}", self.key_file.display())));
        }
        let mut local = db.local_snapshot().await?;
        if !store::tenant::list(&mut local.local()).await?.is_empty() {
            return Err(CliError::Input(format!(
                "the key file {} is not there, but the database holds data sealed with it; please put it back",
                self.key_file.display()
            )));
        }
        let master = MasterKey::fresh(ambient);
        write_key(&self.key_file, &master.to_hex())
            .map_err(|error| CliError::Failed(format!("{}: {error}", self.key_file.display())))?;
        Ok(master)
    }
}

/// Writes the key so that only its owner reads it, and never over an existing one.
fn write_key(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}
