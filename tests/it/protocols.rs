//! Protocols: how much they ask, what is wrong with one, how they read, and what a change does to what is
//! asked already.

mod changing;
mod reading;

use lytt::catalogue::protocols::{parse, write};
use lytt::domain::care::{Ask, Channel, Known, Moment, Protocol, ProtocolError, Respondent, whole};
use proptest::prelude::*;

const EVERYBODY: &[Respondent] = Respondent::ALL;

/// Instruments named by their minutes; `parent-2` is for parents alone.
fn known(id: &str) -> Option<Known<'static>> {
    let (minutes, answered_by) = match id {
        "one" => (1.0, EVERYBODY),
        "two" => (2.0, EVERYBODY),
        "three" => (3.0, EVERYBODY),
        "ten" => (10.0, EVERYBODY),
        "half" => (0.5, EVERYBODY),
        "parent-2" => (2.0, &[Respondent::Parent][..]),
        _ => return None,
    };
    Some(Known { minutes, answered_by })
}

fn ask(moment: Moment, instruments: &[&str]) -> Ask {
    Ask {
        moment,
        respondent: Respondent::Patient,
        instruments: instruments.iter().map(|id| (*id).to_owned()).collect(),
        every: 1,
        days: None,
        ages: None,
        opens_hours: 48,
        closes_hours: 24,
        channels: vec![Channel::Sms],
        remind_hours: None,
    }
}

fn every(every: u32, ask: Ask) -> Ask {
    Ask { every, ..ask }
}

fn days(days: u32, ask: Ask) -> Ask {
    Ask { days: Some(days), ..ask }
}

fn ages(from: u32, to: u32, ask: Ask) -> Ask {
    Ask { ages: Some((from, to)), ..ask }
}

fn of(respondent: Respondent, ask: Ask) -> Ask {
    Ask { respondent, ..ask }
}

fn protocol(sessions_a_month: u32, ask: Vec<Ask>) -> Protocol {
    Protocol {
        id: "test".to_owned(),
        version: 1,
        name: "Test".to_owned(),
        purpose: String::new(),
        service: String::new(),
        reviewed: String::new(),
        minutes_a_month: 600,
        over_budget_because: String::new(),
        sessions_a_month,
        ask,
    }
}

/// Worked by hand. A month has 365.25 / 12 / 7 = 4.348 weeks.
#[test]
fn minutes_a_month() {
    use Moment::{AfterEnd, AfterSession, BeforeSession, End, EveryWeeks, Referral, Start};
    let cases: [(&str, u32, Vec<Ask>, f64, f64); 16] = [
        ("5 minutes before each of 4", 4, vec![ask(BeforeSession, &["three", "two"])], 20.0, 20.0),
        (
            "before and after each of 3",
            3,
            vec![ask(BeforeSession, &["three"]), ask(AfterSession, &["one"])],
            12.0,
            12.0,
        ),
        // Sessions 2, 4, 6: of three in a month, one or two.
        ("every second of 3", 3, vec![every(2, ask(AfterSession, &["two"]))], 3.0, 4.0),
        // 1.087 times a month; in the fullest, twice.
        ("every 4 weeks", 0, vec![every(4, ask(EveryWeeks, &["two"]))], 2.0 * 4.348_214_285_714_286 / 4.0, 4.0),
        ("every week", 0, vec![ask(EveryWeeks, &["one"])], 4.348_214_285_714_286, 5.0),
        // 12 a month; in the first, 10 in place of one of the four threes.
        ("start in place of before", 4, vec![ask(BeforeSession, &["three"]), ask(Start, &["ten"])], 12.0, 19.0),
        // Every second line does not fall on the first session: nothing is replaced. First: 2 of 4 sessions.
        (
            "start beside every second",
            4,
            vec![every(2, ask(BeforeSession, &["three"])), ask(Start, &["ten"])],
            6.0,
            16.0,
        ),
        ("start where nobody comes", 0, vec![ask(BeforeSession, &["three"]), ask(Start, &["ten"])], 0.0, 10.0),
        ("referral and start in one month", 1, vec![ask(Referral, &["three"]), ask(Start, &["two"])], 0.0, 5.0),
        // The start and the end ask less than what they take the place of: a month between is the fullest.
        (
            "a short start and end",
            2,
            vec![ask(BeforeSession, &["ten"]), ask(Start, &["one"]), ask(End, &["one"])],
            20.0,
            20.0,
        ),
        (
            "the last month, and ten days after",
            4,
            vec![
                ask(BeforeSession, &["three"]),
                ask(End, &["ten"]),
                days(10, ask(AfterEnd, &["two"])),
                days(90, ask(AfterEnd, &["three"])),
            ],
            12.0,
            12.0 - 3.0 + 10.0 + 2.0,
        ),
        (
            "follow-ups within a month of each other",
            0,
            vec![days(90, ask(AfterEnd, &["three"])), days(100, ask(AfterEnd, &["two"]))],
            0.0,
            5.0,
        ),
        (
            "follow-ups further apart",
            0,
            vec![days(90, ask(AfterEnd, &["three"])), days(130, ask(AfterEnd, &["two"]))],
            0.0,
            3.0,
        ),
        (
            "ages that do not meet",
            1,
            vec![ages(10, 15, ask(Start, &["ten"])), ages(16, 17, ask(Start, &["three"]))],
            0.0,
            10.0,
        ),
        (
            "ages that meet",
            1,
            vec![ages(10, 15, ask(Start, &["ten"])), ages(13, 17, ask(BeforeSession, &["three"]))],
            3.0,
            10.0,
        ),
        // Unknown instruments count nothing.
        ("what is not known", 2, vec![ask(BeforeSession, &["half", "gone"])], 1.0, 1.0),
    ];
    for (name, sessions, lines, usual, fullest) in cases {
        let burden = protocol(sessions, lines).burden(known);
        assert_eq!(burden.len(), 1, "{name}");
        assert!((burden[0].1.usual - usual).abs() < 1e-9, "{name}: usual {}", burden[0].1.usual);
        assert!((burden[0].1.fullest - fullest).abs() < 1e-9, "{name}: fullest {}", burden[0].1.fullest);
    }
    assert_eq!([0.0, 0.2, 1.0, 27.0, 27.000_000_000_1].map(whole), [0, 1, 1, 27, 27]);
}

#[test]
fn each_respondent_has_a_sum_of_their_own() {
    let asked =
        protocol(2, vec![ask(Moment::BeforeSession, &["three"]), of(Respondent::Parent, ask(Moment::Start, &["ten"]))]);
    let sums: Vec<_> = asked.burden(known).iter().map(|(who, of)| (*who, whole(of.fullest))).collect();
    assert_eq!(sums, [(Respondent::Patient, 6), (Respondent::Parent, 10)]);
}

#[test]
fn everything_that_can_be_wrong_is_said_once() {
    use ProtocolError as E;
    type Change = fn(&mut Protocol);
    let sound = protocol(4, vec![ask(Moment::BeforeSession, &["three"]), ask(Moment::AfterSession, &["one"])]);
    sound.check(known).unwrap();
    let cases: Vec<(Change, E)> = vec![
        (|p| p.ask.clear(), E::Empty),
        (|p| p.name = "  ".to_owned(), E::Unnamed),
        (|p| p.minutes_a_month = 0, E::Sum { what: "minutes_a_month", from: 1, to: 600 }),
        (|p| p.sessions_a_month = 32, E::Sum { what: "sessions_a_month", from: 0, to: 31 }),
        (|p| p.ask[1].instruments.clear(), E::NoInstrument { line: 2 }),
        (|p| p.ask[1].instruments.push("one".to_owned()), E::Repeated { line: 2, instrument: "one".to_owned() }),
        (|p| p.ask[1].moment = Moment::BeforeSession, E::Twice { line: 2, first: 1 }),
        (
            |p| p.ask[0].instruments[0] = "gone".to_owned(),
            E::UnknownInstrument { line: 1, instrument: "gone".to_owned() },
        ),
        (
            |p| p.ask[0].instruments[0] = "parent-2".to_owned(),
            E::NotForRespondent { line: 1, instrument: "parent-2".to_owned(), respondent: Respondent::Patient },
        ),
        (|p| p.ask[0].every = 53, E::Range { line: 1, what: "every", from: 1, to: 52 }),
        (|p| p.ask[0].opens_hours = 673, E::Range { line: 1, what: "opens_hours", from: 0, to: 672 }),
        (|p| p.ask[0].closes_hours = 673, E::Range { line: 1, what: "closes_hours", from: 0, to: 672 }),
        (|p| p.ask[0].remind_hours = Some(0), E::Range { line: 1, what: "remind_hours", from: 1, to: 672 }),
        (|p| p.ask[0].ages = Some((18, 121)), E::Range { line: 1, what: "ages", from: 0, to: 120 }),
        (
            |p| p.ask[0] = days(1101, ask(Moment::AfterEnd, &["one"])),
            E::Range { line: 1, what: "days", from: 1, to: 1100 },
        ),
        (|p| p.ask[0] = every(2, ask(Moment::Start, &["one"])), E::Every { line: 1 }),
        (|p| p.ask[0] = ask(Moment::AfterEnd, &["one"]), E::Days { line: 1 }),
        (|p| p.ask[0].days = Some(90), E::Days { line: 1 }),
        (|p| p.ask[0].ages = Some((17, 16)), E::Ages { line: 1 }),
        (|p| p.ask[0] = Ask { closes_hours: 0, ..ask(Moment::Referral, &["one"]) }, E::NeverOpen { line: 1 }),
        (|p| p.minutes_a_month = 15, E::OverBudget { respondent: Respondent::Patient, asked: 16, budget: 15 }),
        (
            |p| {
                let lines = (1..=41).map(|n| days(n, ask(Moment::AfterEnd, &["one"])));
                p.ask = lines.collect();
            },
            E::TooLong { lines: 41 },
        ),
    ];
    for (change, error) in cases {
        let mut broken = sound.clone();
        change(&mut broken);
        assert_eq!(broken.check(known).unwrap_err(), std::slice::from_ref(&error), "{error}");
    }
    // Exactly the limit is allowed, and a reason allows more.
    let mut tight = sound.clone();
    tight.minutes_a_month = 16;
    tight.check(known).unwrap();
    tight.minutes_a_month = 15;
    tight.over_budget_because = "they asked for it".to_owned();
    tight.check(known).unwrap();
    // What closes with a session needs no hours of its own.
    let mut closed = sound;
    closed.ask[0].closes_hours = 0;
    closed.check(known).unwrap();
}

/// Any protocol that a file can hold.
pub(super) fn any_protocol() -> impl Strategy<Value = Protocol> {
    let text = "[a-zæøå \"'#\\[\\]\\\\\n=]{0,30}";
    let head = ("[a-z][a-z0-9-]{0,12}", 1..9_u32, text, text, text, text, 1..600_u32, text, 0..31_u32);
    (head, prop::collection::vec(any_ask(), 0..6)).prop_map(|(head, ask)| {
        let (id, version, name, purpose, service, reviewed, minutes_a_month, over_budget_because, sessions_a_month) =
            head;
        Protocol {
            id,
            version,
            name,
            purpose,
            service,
            reviewed,
            minutes_a_month,
            over_budget_because,
            sessions_a_month,
            ask,
        }
    })
}

fn any_ask() -> impl Strategy<Value = Ask> {
    let instrument =
        prop::sample::select(vec!["one".to_owned(), "two".to_owned(), "parent-2".to_owned(), "gone".to_owned()]);
    let who = (prop::sample::select(Moment::ALL), prop::sample::select(Respondent::ALL));
    let when =
        (1..53_u32, prop::option::of(1..1101_u32), prop::option::of((0..121_u32, 0..121_u32)), 0..673_u32, 0..673_u32);
    let told = (prop::collection::vec(prop::sample::select(Channel::ALL), 0..5), prop::option::of(1..673_u32));
    (who, prop::collection::vec(instrument, 0..5), when, told).prop_map(
        |(
            (moment, respondent),
            instruments,
            (every, days, ages, opens_hours, closes_hours),
            (channels, remind_hours),
        )| Ask {
            moment,
            respondent,
            instruments,
            every,
            days,
            ages,
            opens_hours,
            closes_hours,
            channels,
            remind_hours,
        },
    )
}

proptest! {
    #[test]
    fn a_file_holds_everything(protocol in any_protocol()) {
        prop_assert_eq!(parse(&write(&protocol)).unwrap(), protocol);
    }

    /// The fullest month is never below the usual one, whoever is asked, and more lines never ask less.
    #[test]
    fn more_lines_never_ask_less(protocol in any_protocol()) {
        let sums = protocol.burden(known);
        for (who, burden) in &sums {
            prop_assert!(0.0 <= burden.usual && burden.usual <= burden.fullest + 1e-9, "{who} {burden:?}");
        }
        let mut fewer = protocol.clone();
        // A start or an end may take the place of more than it asks itself.
        let Some(place) = fewer.ask.iter().rposition(|ask| !matches!(ask.moment, Moment::Start | Moment::End)) else {
            return Ok(());
        };
        fewer.ask.remove(place);
        for (who, burden) in fewer.burden(known) {
            let (_, before) = sums.iter().find(|(known, _)| *known == who).unwrap();
            prop_assert!(burden.usual <= before.usual + 1e-9, "{who}");
        }
    }
}
