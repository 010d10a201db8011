//! `lytt tenant`

use clap::Subcommand;

use super::open::Data;
use super::{Result, print};
use crate::app::administer::{self, NewTenant};
use crate::app::{After, Assessment};
use crate::domain::care::UnitId;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Add an organisation
    Add {
        /// A short name for commands, a-z, 0-9 and hyphens
        slug: String,
        /// What people call it
        #[arg(long)]
        name: String,
        /// Its time zone
        #[arg(long, default_value = "Europe/Oslo")]
        zone: String,
        #[command(flatten)]
        data: Data,
    },
    /// List organisations
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Add a unit: a team, clinic or ward
    AddUnit {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// What people call it
        #[arg(long)]
        name: String,
        /// The unit it is part of, by id; the organisation itself when left out
        #[arg(long, value_name = "ID")]
        parent: Option<uuid::Uuid>,
        /// What it asks and when; see instruments/protocols
        #[arg(long, default_value = administer::USUAL_PROTOCOL)]
        protocol: String,
        #[command(flatten)]
        data: Data,
    },
    /// Record that answer notices were assessed, which switches them on (the server reads it at start)
    AssessNotices {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// Who answers for the assessment
        #[arg(long)]
        by: String,
        /// When it was made
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: chrono::NaiveDate,
        /// Which document says so
        #[arg(long)]
        document: String,
        #[command(flatten)]
        data: Data,
    },
    /// Record that course support (what is usual from here) was assessed, which switches it on (the server reads it
    /// at start)
    AssessCourseSupport {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// Who answers for the assessment
        #[arg(long)]
        by: String,
        /// When it was made
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: chrono::NaiveDate,
        /// Which document says so
        #[arg(long)]
        document: String,
        #[command(flatten)]
        data: Data,
    },
    /// Decide what patients are shown after answering (the server reads it at start)
    After {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// The result of what was just answered, in plain words
        #[arg(long, action = clap::ArgAction::Set, value_name = "true|false")]
        own_result: bool,
        /// Answers over time, once the patient has given the date of birth
        #[arg(long, action = clap::ArgAction::Set, value_name = "true|false")]
        over_time: bool,
        /// Pages of the patient's own, behind two proofs; false when it is not said
        #[arg(long, action = clap::ArgAction::Set, value_name = "true|false", default_value_t = false)]
        own_page: bool,
        #[command(flatten)]
        data: Data,
    },
    /// Open a room for a tablet where patients type a code; prints the address the tablet begins at
    AddRoom {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// What the room is called
        #[arg(long)]
        name: String,
        /// The address patients and staff see, such as <https://lytt.example.no>
        #[arg(long, value_name = "URL")]
        base_url: String,
        #[command(flatten)]
        data: Data,
    },
    /// Close the rooms of a name
    CloseRoom {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// What the room is called
        #[arg(long)]
        name: String,
        #[command(flatten)]
        data: Data,
    },
    /// Text messages and e-mail to the people it asks
    Delivery(super::delivery::Args),
    /// List an organisation's units with their ids
    Units {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        #[command(flatten)]
        data: Data,
    },
}

pub(super) async fn run(args: Args) -> Result<()> {
    match args.command {
        Command::Add { slug, name, zone, data } => {
            let app = data.open().await?;
            let (tenant, root) = administer::add_tenant(&app, NewTenant { slug, name, zone, demo: false }).await?;
            print(&format!("added {} ({}); its first unit is {root}", tenant.slug, tenant.name))
        }
        Command::List { data } => {
            let app = data.open().await?;
            for tenant in administer::list_tenants(&app).await? {
                print(&format!("{}\t{}\t{}", tenant.slug, tenant.name, tenant.id))?;
            }
            Ok(())
        }
        Command::AddUnit { tenant, name, parent, protocol, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            let unit = administer::add_unit(&app, tenant.id, &name, parent.map(UnitId), &protocol).await?;
            print(&format!("added {name}: {unit}"))
        }
        Command::AssessNotices { tenant, by, on, document, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            administer::assess_answer_notices(&app, &tenant, Some(Assessment { by, on, document })).await?;
            print(&format!("answer notices are on in {} from the server's next start", tenant.slug))
        }
        Command::AssessCourseSupport { tenant, by, on, document, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            administer::assess_course_support(&app, &tenant, Some(Assessment { by, on, document })).await?;
            print(&format!("course support is on in {} from the server's next start", tenant.slug))
        }
        Command::After { tenant, own_result, over_time, own_page, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            administer::show_afterwards(&app, &tenant, After { own_result, over_time, own_page }).await?;
            print(&format!("from the server's next start, patients of {} are shown what was decided", tenant.slug))
        }
        Command::AddRoom { tenant, name, base_url, data } => {
            let mut app = data.open().await?;
            base_url.trim_end_matches('/').clone_into(&mut app.base_url);
            let tenant = administer::find_tenant(&app, &tenant).await?;
            print(&administer::add_room(&app, tenant.id, &name).await?)
        }
        Command::CloseRoom { tenant, name, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            let closed = administer::close_room(&app, tenant.id, &name).await?;
            print(&format!("closed {closed}"))
        }
        Command::Delivery(args) => super::delivery::run(args).await,
        Command::Units { tenant, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            for (unit, depth) in administer::list_units(&app, tenant.id).await? {
                print(&format!("{}\t{}{}", unit.id, "  ".repeat(depth), unit.name))?;
            }
            Ok(())
        }
    }
}
