//! What a gateway tells us: that a message arrived or did not, and what somebody replied.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::kept_words;

/// What a gateway told us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// What became of a message.
    Receipt {
        /// Our own id of it, when the gateway gave it back.
        message: Option<Uuid>,
        /// What the gateway calls it.
        reference: String,
        /// Whether it arrived.
        delivered: bool,
        /// Why it did not; without anything that looks like a number.
        reason: String,
    },
    /// Somebody replied.
    Reply {
        /// The number it came from, as the gateway writes it.
        from: String,
        /// What it says.
        text: String,
    },
    /// On its way, or nothing that is known: answered politely and forgotten.
    Nothing,
}

/// Reads what a gateway told us from the fields of its form, body or query; `None` for a gateway that is
/// not known.
#[must_use]
pub fn read(gateway: &str, fields: &BTreeMap<String, String>) -> Option<Incoming> {
    let field = |name: &str| fields.get(name).map_or("", |value| value.trim());
    match gateway {
        "sveve" => Some(read_sveve(field)),
        "46elks" => Some(read_elks(field)),
        _ => None,
    }
}

/// Receipts: <https://sveve.se/apidok/dlr/> (`number`, `status`, `id`, `ref`, `errorCode`, `errorDesc`).
/// Replies: <https://www.sveve.no/sms-api-med-kodeord.jsp> (`number`, `msg`, `prefix`, `shortnumber`).
fn read_sveve<'a>(field: impl Fn(&str) -> &'a str) -> Incoming {
    if !field("msg").is_empty() {
        let (text, keyword) = (field("msg"), field("prefix"));
        let text = text
            .get(keyword.len()..)
            .filter(|_| text.get(..keyword.len()).is_some_and(|start| start.eq_ignore_ascii_case(keyword)));
        let text = text.unwrap_or(field("msg")).trim().to_owned();
        return Incoming::Reply { from: with_plus(field("number")), text };
    }
    let delivered = match field("status") {
        status if status.eq_ignore_ascii_case("true") => true,
        status if status.eq_ignore_ascii_case("false") => false,
        _ => return Incoming::Nothing,
    };
    Incoming::Receipt {
        message: field("ref").parse().ok(),
        reference: field("id").to_owned(),
        delivered,
        reason: kept_words(&format!("{} {}", field("errorCode"), field("errorDesc"))),
    }
}

/// Receipts: <https://46elks.se/docs/sms-delivery-reports> (`id`, `status`; `ref` is what we put into the
/// address). Replies: <https://www.46elks.se/docs/receive-sms> (`direction`, `from`, `message`).
fn read_elks<'a>(field: impl Fn(&str) -> &'a str) -> Incoming {
    if field("direction") == "incoming" {
        return Incoming::Reply { from: field("from").to_owned(), text: field("message").to_owned() };
    }
    let delivered = match field("status") {
        "delivered" => true,
        "failed" => false,
        // `sent`: on its way.
        _ => return Incoming::Nothing,
    };
    Incoming::Receipt {
        message: field("ref").parse().ok(),
        reference: field("id").to_owned(),
        delivered,
        reason: String::new(),
    }
}

/// A number that is written with its country and no `+`.
fn with_plus(number: &str) -> String {
    if number.starts_with('+') || number.len() <= 8 { number.to_owned() } else { format!("+{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(query: &str) -> BTreeMap<String, String> {
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// The examples of the two companies' documentation, with our own ids in them.
    #[test]
    fn the_documented_examples_are_read() {
        let id = "0190a000-0000-7000-8000-000000000001";
        let receipt = |reference: &str, delivered, reason: &str| {
            let message = id.parse().ok();
            Some(Incoming::Receipt { message, reference: reference.to_owned(), delivered, reason: reason.to_owned() })
        };
        let sveve = format!("number=4593654321&status=true&id=42824112&ref={id}&errorCode=&errorDesc=");
        assert_eq!(read("sveve", &fields(&sveve)), receipt("42824112", true, ""));
        let failed = format!(
            "number=4593654321&status=false&id=42824112&ref={id}&errorCode=12&errorDesc=No+such+number+4593654321"
        );
        assert_eq!(read("sveve", &fields(&failed)), receipt("42824112", false, "12 No such number …"));
        let reply = "number=4791234567&msg=LYTT+Stopp&prefix=lytt&shortnumber=2065";
        let expected = Incoming::Reply { from: "+4791234567".to_owned(), text: "Stopp".to_owned() };
        assert_eq!(read("sveve", &fields(reply)), Some(expected));
        let elks = format!("id=s1&status=delivered&delivered=2018-07-13T13:57:23&ref={id}");
        assert_eq!(read("46elks", &fields(&elks)), receipt("s1", true, ""));
        assert_eq!(read("46elks", &fields("id=s1&status=sent")), Some(Incoming::Nothing));
        let reply =
            "direction=incoming&id=sf8&from=%2B46706861004&to=%2B46706860000&message=Hello%20how%20are%20you%3F";
        let expected = Incoming::Reply { from: "+46706861004".to_owned(), text: "Hello how are you?".to_owned() };
        assert_eq!(read("46elks", &fields(reply)), Some(expected));
        assert_eq!(read("nobody", &fields("")), None);
        assert_eq!(read("sveve", &fields("")), Some(Incoming::Nothing));
    }
}
