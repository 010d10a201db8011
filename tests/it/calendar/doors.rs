//! Where calendars come in by themselves: messages over a connection, and feeds.

use std::cell::RefCell;

use chrono::TimeDelta;
use lytt::app::calendar::feed::{self, NewFeed};
use lytt::jobs::mllp;
use lytt::store::Proof;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::sync::watch;

use super::hl7;
use super::ics::calendar as ics;
use super::taking::{Team, message};
use crate::support::database::{app, on_both, on_sqlite};

/// The next answer on a connection: what stands in its MSA.
async fn answer(stream: &mut DuplexStream) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(&[0x1c, b'\r']) {
        bytes.push(stream.read_u8().await.unwrap());
    }
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with("\u{b}MSH|"), "{text:?}");
    text.split('\r').find_map(|segment| segment.strip_prefix("MSA|")).unwrap().to_owned()
}

fn framed(message: &str) -> Vec<u8> {
    [b"\x0b", message.as_bytes(), b"\x1c\r"].concat()
}

#[test]
fn messages_are_answered_one_by_one_and_none_ends_the_connection() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        let (mut near, far) = tokio::io::duplex(1024);
        let (stop, stopped) = watch::channel(false);
        let (from, to) = tokio::io::split(far);
        let (served, source, tenant) = (app.clone(), team.source.clone(), team.own.tenant);
        let serving = tokio::spawn(async move { mllp::converse(&served, tenant, &source, from, to, stopped).await });

        let good = message("S12", "20260320090000", 0);
        let unknown = message("S12", "20260321090000", 1).replace("SCH|P1|1|", "SCH|P2|2|").replace("|1001", "|4711");
        let adt = hl7::message("A08", &[]).replace("SIU", "ADT");
        let long = format!("MSH|^~\\&|{}", "x".repeat(300 * 1024));
        for (bytes, wanted) in [
            (framed(&good), "AA|M1|"),
            (framed(&good), "AA|M1|"),
            (framed("hello"), "AR||MSH: the message does not begin with it"),
            (framed(&unknown), "AE|M1|no patient has this number; please register it, or mend it at the source"),
            (
                framed(&adt),
                "AR|M1|MSH-9: \"ADT\\S\\A08\" is not read here; SIU\\S\\S12, S13, S14, S15, S17 and S26 are",
            ),
            (framed(&message("S12", "soon", 1)), "AE|M1|SCH-11: \"soon\" is no time of the form 202603291400"),
            (framed(&long), "AR||longer than 262144 bytes"),
            // A message that was never ended, rubbish between messages, and one in many small parts.
            ([b"\x0bMSH|^~\\&|lost", framed(&message("S13", "20260320100000", 2)).as_slice()].concat(), "AA|M1|"),
            ([b"\r\n\x1c\r", framed(&message("S13", "20260320110000", 3)).as_slice()].concat(), "AA|M1|"),
        ] {
            for part in bytes.chunks(700) {
                near.write_all(part).await.unwrap();
            }
            assert_eq!(answer(&mut near).await, wanted);
        }
        assert_eq!(team.standing().await, ["03-20T10:00 45 planned"], "what was answered AA is stored");
        // Two at once.
        let both = [framed(&message("S15", "20260320110000", 4)), framed(&good)].concat();
        near.write_all(&both).await.unwrap();
        assert_eq!((answer(&mut near).await.as_str(), answer(&mut near).await.as_str()), ("AA|M1|", "AA|M1|"));
        assert!(team.standing().await.is_empty());
        stop.send(true).unwrap();
        serving.await.unwrap().unwrap();
    });
}

#[test]
fn only_private_addresses_are_listened_on() {
    for (address, private) in [
        ("127.0.0.1", true),
        ("::1", true),
        ("10.1.2.3", true),
        ("192.168.0.9", true),
        ("172.31.0.1", true),
        ("fd00::1", true),
        ("0.0.0.0", false),
        ("::", false),
        ("8.8.8.8", false),
        ("172.32.0.1", false),
        ("2001:db8::1", false),
    ] {
        assert_eq!(mllp::is_private(address.parse().unwrap()), private, "{address}");
    }
}

#[test]
fn only_named_hosts_on_the_list_are_asked() {
    for (url, wanted) in [
        ("https://calendar.example.no/a/b.ics?key=1", Some("calendar.example.no")),
        ("https://calendar.example.no:443/", Some("calendar.example.no")),
        ("https://calendar.example.no", Some("calendar.example.no")),
        ("http://calendar.example.no/", None),
        ("https://user:pass@calendar.example.no/", None),
        ("https://calendar.example.no@evil.example/", None),
        ("https://calendar.example.no:8443/", None),
        ("https://127.0.0.1/", None),
        ("https://127.1/", None),
        ("https://2130706433/", None),
        ("https://0x7f.0x1/", None),
        ("https://[::1]/", None),
        ("https://localhost/", None),
        ("https://.example.no/", None),
        ("https://example.no./", None),
        ("file:///etc/passwd", None),
    ] {
        assert_eq!(feed::host(url).ok(), wanted, "{url}");
    }
    let allowed = ["calendar.example.no".to_owned(), "*.office.example".to_owned()];
    for (host, wanted) in [
        ("calendar.example.no", true),
        ("CALENDAR.example.NO", true),
        ("a.calendar.example.no", false),
        ("xcalendar.example.no", false),
        ("outlook.office.example", true),
        ("office.example", false),
        ("evil-office.example", false),
    ] {
        assert_eq!(feed::is_allowed(host, &allowed), wanted, "{host}");
    }
}

#[test]
fn a_feed_is_read_when_its_time_has_come() {
    on_both(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        let proof = Proof::scheduler(team.own.tenant);
        let secret = "https://calendar.example.no/private-9f8e7d/basic.ics";
        let new = NewFeed {
            source: "calendar-anna".to_owned(),
            unit: team.own.team,
            url: secret.to_owned(),
            mapping: "complete = true".to_owned(),
            every_minutes: 15,
        };
        feed::add(&app, &proof, new.clone()).await.unwrap();
        assert!(!database.raw.dump().await.contains("9f8e7d"), "its address is sealed");
        for (wrong, why) in [
            (new.clone(), "the source \"calendar-anna\" has a feed; remove that first"),
            (
                NewFeed { source: "Anna K".to_owned(), ..new.clone() },
                "the source \"Anna K\" may hold only a-z, 0-9 and hyphens, at most 60",
            ),
            (
                NewFeed { every_minutes: 1, source: "b".to_owned(), ..new.clone() },
                "every 1 minutes; 5 to 1440 are possible",
            ),
            (NewFeed { url: "http://a.b/".to_owned(), ..new.clone() }, "the address must begin with https://"),
        ] {
            assert_eq!(feed::add(&app, &proof, wrong).await.unwrap_err().to_string(), why);
        }
        let event = |day: u32| {
            ics(&[&format!("UID:a\nX-PATIENT-ID:1001\nDTSTART:202603{day:02}T080000Z\nDTSTAMP:202603{day:02}T000000Z")])
        };
        let asked = RefCell::new(Vec::new());
        let poll = async |allowed: &str, bytes: Result<Vec<u8>, String>| {
            let allowed = [allowed.to_owned()];
            let outcomes = feed::poll(&app, &proof, &allowed, async |url: &str| {
                asked.borrow_mut().push(url.to_owned());
                bytes.clone()
            });
            let outcomes = outcomes.await.unwrap();
            app.ambient.advance(TimeDelta::minutes(15));
            outcomes.into_iter().map(|(_, outcome)| outcome.map(|report| report.to_string())).collect::<Vec<_>>()
        };
        let here = "calendar.example.no";
        assert_eq!(
            poll("elsewhere.example", Ok(Vec::new())).await,
            [Err("calendar.example.no is not among the hosts that may be asked".to_owned())]
        );
        assert!(asked.borrow().is_empty());
        let told = poll(here, Ok(event(20).into_bytes())).await;
        assert!(told[0].as_ref().unwrap().starts_with("added 1, moved 0"), "{told:?}");
        assert_eq!(asked.borrow().as_slice(), [secret]);
        let told = poll(here, Ok(event(21).into_bytes())).await;
        assert!(told[0].as_ref().unwrap().starts_with("added 0, moved 1"), "{told:?}");
        assert_eq!(team.standing().await, ["03-21T08:00 45 planned"]);
        // A source that does not answer, or answers with something else, changes nothing.
        assert_eq!(poll(here, Err("no answer".to_owned())).await, [Err("no answer".to_owned())]);
        for wrong in ["<html>", "", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"] {
            let told = poll(here, Ok(wrong.as_bytes().to_vec())).await;
            assert!(told[0].is_err(), "{told:?}");
        }
        assert_eq!(team.standing().await, ["03-21T08:00 45 planned"]);
        let listed = feed::list(&app, &proof).await.unwrap();
        assert_eq!((listed[0].host.as_str(), listed.len()), (here, 1));
        assert!(listed[0].outcome.starts_with("it holds no appointment at all"), "{}", listed[0].outcome);
        assert!(feed::remove(&app, &proof, "calendar-anna").await.unwrap().is_some());
        assert!(feed::remove(&app, &proof, "calendar-anna").await.unwrap().is_none());
        assert!(poll(here, Ok(event(22).into_bytes())).await.is_empty());
        assert_eq!(team.standing().await, ["03-21T08:00 45 planned"], "its appointments stay");
    });
}

#[test]
fn a_feed_is_not_asked_before_its_time() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let team = Team::found(&app, "own").await;
        let proof = Proof::scheduler(team.own.tenant);
        let url = "https://calendar.example.no/x".to_owned();
        let new =
            NewFeed { source: "a".to_owned(), unit: team.own.team, url, mapping: String::new(), every_minutes: 15 };
        feed::add(&app, &proof, new).await.unwrap();
        let allowed = ["calendar.example.no".to_owned()];
        let mut asked = Vec::new();
        for minute in 0..40 {
            let outcomes =
                feed::poll(&app, &proof, &allowed, async |_: &str| Err("no answer".to_owned())).await.unwrap();
            if !outcomes.is_empty() {
                asked.push(minute);
            }
            app.ambient.advance(TimeDelta::minutes(1));
        }
        assert_eq!(asked, [0, 15, 30]);
    });
}
