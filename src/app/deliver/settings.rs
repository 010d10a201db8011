//! How an organisation writes to people.

use serde::{Deserialize, Serialize};

use crate::app::administer::change_settings;
use crate::app::{App, AppError, Result, Tenancy};
use crate::domain::care::{Channel, TenantId};
use crate::domain::message;
use crate::domain::schedule::SendingHours;
use crate::store::{self, Proof};

/// How an organisation writes to people. Nothing is sent until it says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
    /// Text messages are sent.
    pub sms: bool,
    /// E-mail is sent.
    pub email: bool,
    /// The name or number text messages come from.
    pub sms_sender: String,
    /// The name e-mail comes from.
    pub email_name: String,
    /// The address e-mail comes from.
    pub email_address: String,
    /// The hour of the day, on the wall, from which messages are sent. 0-23.
    pub from_hour: u32,
    /// The hour before which sending ends. 1-24, above `from_hour`.
    pub to_hour: u32,
}

impl Default for Delivery {
    fn default() -> Self {
        let hours = SendingHours::default();
        Self {
            sms: false,
            email: false,
            sms_sender: String::new(),
            email_name: String::new(),
            email_address: String::new(),
            from_hour: hours.from,
            to_hour: hours.to,
        }
    }
}

impl Delivery {
    /// What is wrong with it, in a sentence that says how to mend it. `units`: names of units, which no
    /// sender may hold.
    ///
    /// # Errors
    /// The sentence.
    pub fn check(&self, units: &[String]) -> std::result::Result<(), String> {
        if self.sms || !self.sms_sender.is_empty() {
            message::check_sms_sender(&self.sms_sender)?;
        }
        if self.email || !self.email_name.is_empty() {
            message::check_email_name(&self.email_name)?;
        }
        if self.email || !self.email_address.is_empty() {
            let address = message::email(&self.email_address)
                .ok_or_else(|| format!("\"{}\" is no address that e-mail can come from", self.email_address))?;
            if let Some(word) = message::telling_word(&address) {
                return Err(format!("the address {address} holds \"{word}\"; please use one that tells less"));
            }
        }
        if self.from_hour >= self.to_hour || self.to_hour > 24 {
            return Err(format!(
                "messages cannot be sent from {} to {} o'clock; the first hour must lie before the last, 0-24",
                self.from_hour, self.to_hour
            ));
        }
        let senders = [&self.sms_sender, &self.email_name].map(|sender| sender.to_lowercase());
        for unit in units.iter().map(|unit| unit.trim().to_lowercase()).filter(|unit| unit.chars().count() > 2) {
            if senders.iter().any(|sender| sender.contains(&unit)) {
                return Err(format!("the sender holds the name of the unit \"{unit}\"; please use one that does not"));
            }
        }
        Ok(())
    }
}

impl Tenancy {
    /// The hours in which it writes to people.
    #[must_use]
    pub const fn sending_hours(&self) -> SendingHours {
        SendingHours { from: self.settings.delivery.from_hour, to: self.settings.delivery.to_hour }
    }

    /// The ways by which it writes to people on this server.
    #[must_use]
    pub fn channels(&self, app: &App) -> Vec<Channel> {
        let delivery = &self.settings.delivery;
        let sms = (delivery.sms && app.outgoing.sms).then_some(Channel::Sms);
        let email = (delivery.email && app.outgoing.email).then_some(Channel::Email);
        sms.into_iter().chain(email).collect()
    }
}

/// How a tenant writes to people.
///
/// # Errors
/// When the database refuses.
pub async fn settings_of(app: &App, tenant: TenantId) -> Result<Delivery> {
    Ok(app.tenancy(tenant).await?.settings.delivery.clone())
}

/// Sets how a tenant writes to people. Another server process takes it up at its next start.
///
/// # Errors
/// [`AppError::Refused`] with what to mend.
pub async fn set_delivery(app: &App, tenant: TenantId, delivery: Delivery) -> Result<()> {
    let units = {
        let mut tx = app.db.tenant_snapshot(&Proof::operator(tenant), app.ambient.now()).await?;
        let tree = store::unit::tree(&mut tx).await?;
        let Some(root) = tree.root().map(|root| root.id) else { return Ok(()) };
        // The first unit is the organisation itself, whose name a sender may well hold.
        let below = tree.list_within(root).into_iter().filter(|(unit, _)| unit.id != root);
        below.map(|(unit, _)| unit.name.clone()).collect::<Vec<_>>()
    };
    delivery.check(&units).map_err(AppError::Refused)?;
    change_settings(app, tenant, "delivery", |settings| settings.delivery = delivery).await
}
