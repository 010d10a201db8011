//! HL7 v2 scheduling messages and their acknowledgements.

use lytt::interop::calendar::Format;
use lytt::interop::hl7::{self, Answer};

use super::{all_shown, frame, mapping, read, unread};
use crate::support::at;

pub(super) fn message(trigger: &str, segments: &[&str]) -> String {
    let mut text = format!("MSH|^~\\&|EPJ|KLINIKK|LYTT|TENANT|20260310120000||SIU^{trigger}|M1|P|2.3.1\r");
    for segment in segments {
        text.push_str(segment);
        text.push('\r');
    }
    text
}

const SCH: &str = "SCH|P77|F99^EPJ||||KONTROLL|SAMT^Samtale^L|VIDEO||MIN|^^M45^20260324090000+0100^20260324094500+0100||||||||||||||Booked";
const PID: &str = "PID|1||1001^^^EPJ^PI~17059012345^^^FNR^NNN||EKSEMPEL^TYTTEBÆR";
const AIP: &str = "AIP|1||ANNA^NORDMANN^ANNA^^^^^^HPR|PSY|||||";

pub(super) fn booking() -> String {
    message("S12", &[SCH, PID, "RGS|1", AIP])
}

/// Version 2.5, with the time in TQ1 and minutes without seconds.
pub(super) fn with_tq1() -> String {
    message("S12", &["SCH|P78|F100", "TQ1|1||||||202603250900|202603251000", PID])
}

#[test]
fn each_event_in_its_own_way() {
    for (trigger, status, wanted) in [
        ("S12", "Booked", "F99^EPJ 1001 agreed 2026-03-24T08:00Z 45"),
        ("S13", "Booked", "F99^EPJ 1001 agreed 2026-03-24T08:00Z 45"),
        ("S14", "Started", "F99^EPJ 1001 agreed 2026-03-24T08:00Z 45"),
        ("S14", "Complete", "F99^EPJ 1001 held 2026-03-24T08:00Z 45"),
        ("S14", "Cancelled", "F99^EPJ 1001 cancelled"),
        ("S14", "Noshow", "F99^EPJ 1001 no-show 2026-03-24T08:00Z 45"),
        ("S15", "Booked", "F99^EPJ 1001 cancelled"),
        ("S17", "", "F99^EPJ 1001 cancelled"),
        ("S26", "", "F99^EPJ 1001 no-show 2026-03-24T08:00Z 45"),
    ] {
        let sch = SCH.replace("Booked", status);
        let batch = read(Format::Hl7, &message(trigger, &[&sch, PID]), "");
        assert_eq!(all_shown(&batch), [wanted], "{trigger} {status}");
        assert_eq!(batch.entries[0].revision.at, Some(at("2026-03-10T11:00:00Z")), "MSH-7 is in the service's zone");
    }
}

#[test]
fn codes_numbers_and_clinicians_by_the_mapping() {
    let with = "kinds = { samt = \"treatment\" }\nmodes = { Video = \"video\" }\n[person]\nsystem = \"FNR\"";
    let batch = read(Format::Hl7, &booking(), with);
    assert_eq!(all_shown(&batch), ["F99^EPJ 17059012345 agreed 2026-03-24T08:00Z 45 treatment video"]);
    assert_eq!(batch.entries[0].clinician.as_deref(), Some("ANNA"));
    let known = mapping("[clinicians]\nanna = \"anna.nordmann\"\n[clinician]\nusual = \"kari\"");
    assert_eq!(known.login(Some("ANNA")).as_deref(), Some("anna.nordmann"));
    assert_eq!(known.login(Some("Per")).as_deref(), Some("per"));
    assert_eq!(known.login(None).as_deref(), Some("kari"));
    // The identifier of a system that is not there: no patient, so nothing for us.
    let batch = read(Format::Hl7, &booking(), "[person]\nsystem = \"HUFNR\"");
    assert_eq!((batch.entries.len(), batch.left_aside), (0, 1));
}

#[test]
fn times_wherever_a_version_puts_them() {
    for (segments, wanted) in [
        (vec!["SCH|P1||||||||||^^^202603250900^202603250930"], "2026-03-25T08:00Z 30"),
        (vec!["SCH|P1||||||||30|MIN|^^^20260325090000"], "2026-03-25T08:00Z 30"),
        (vec!["SCH|P1||||||||1|HR|^^^20260325090000.000+0000"], "2026-03-25T09:00Z 60"),
        (vec!["SCH|P1", "TQ1|1||||||202603250900|202603251000"], "2026-03-25T08:00Z 60"),
        (vec!["SCH|P1", "AIS|1||X|202603290900|||50|MIN"], "2026-03-29T07:00Z 50"),
        (vec!["SCH|P1", "AIG|1||X|||||202603250900|||25|MIN"], "2026-03-25T08:00Z 25"),
        (vec!["SCH|P1", "AIP|1||ANNA|||202603250900|||40|MIN"], "2026-03-25T08:00Z 40"),
        // No length anywhere: the usual one.
        (vec!["SCH|P1||||||||||^^^202603250900"], "2026-03-25T08:00Z 45"),
    ] {
        let mut segments = segments;
        segments.push(PID);
        let batch = read(Format::Hl7, &message("S12", &segments), "");
        assert_eq!(unread(&batch), [""; 0]);
        assert_eq!(all_shown(&batch), [format!("P1 1001 agreed {wanted}")], "{segments:?}");
    }
}

#[test]
fn other_letters_and_escapes() {
    let text = "MSH#*-%&#EPJ#K#L#T#20260310120000##SIU*S12#M1#P#2.4\n\
                SCH##A%S%B%T%C%F%D%R%E%E%%X4A%%H%##########\n\
                TQ1#1######202603250900#202603251000\n\
                PID#1##77***EPJ-88***FNR\n";
    let batch = read(Format::Hl7, text, "");
    assert_eq!(unread(&batch), [""; 0]);
    assert_eq!(all_shown(&batch), ["A*B&C#D-E%J 77 agreed 2026-03-25T08:00Z 60"]);
}

#[test]
fn several_messages_framed_or_not_and_latin_1() {
    let framed = format!("\u{b}{}\u{1c}\r\u{b}{}\u{1c}\r", booking(), with_tq1());
    assert_eq!(read(Format::Hl7, &framed, "").entries.len(), 2);
    let plain = format!("{}\r\n{}", booking().replace('\r', "\r\n"), with_tq1());
    assert_eq!(read(Format::Hl7, &plain, "").entries.len(), 2);
    let latin: Vec<u8> = booking().chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert!(std::str::from_utf8(&latin).is_err());
    assert_eq!(super::try_read(Format::Hl7, &latin, "").unwrap().entries.len(), 1);
}

#[test]
fn what_is_wrong_is_named_by_message_and_segment() {
    for (text, wanted) in [
        (
            message("A01", &[SCH, PID]).replace("SIU", "ADT"),
            "message 1, MSH-9: \"ADT^A01\" is not read here; SIU^S12, S13, S14, S15, S17 and S26 are",
        ),
        (message("S12", &[PID]), "message 1, SCH: the segment is missing"),
        (message("S12", &["SCH||^EPJ", PID]), "message 1, SCH-2: no appointment number there or in SCH-1"),
        (message("S12", &["SCH|P1", PID]), "message 1, SCH-11: no start there, in TQ1-7, AIS-4, AIG-8 or AIP-6"),
        (
            message("S12", &["SCH|P1||||||||||^^^20260230090000", PID]),
            "message 1, SCH-11: \"20260230090000\" is no time of the form 202603291400",
        ),
        (
            message("S12", &["SCH|P1||||||||||^^^202603250900^202603250800", PID]),
            "message 1, SCH-11: it makes the appointment -60 minutes long; 1 to 480 are possible",
        ),
        (
            message("S12", &["SCH|P1||||||||2|UKER|^^^202603250900", PID]),
            "message 1, SCH-9: its unit \"uker\" is not known; please use MIN",
        ),
        (
            message("S12", &[SCH, PID, PID]),
            "message 1, PID: there are several patients; please send one message a patient",
        ),
        (booking().replace("^~\\&", "^~"), "message 1: MSH-2: fewer than four encoding characters; usual are ^~\\&"),
    ] {
        assert_eq!(unread(&read(Format::Hl7, &text, "")), [wanted]);
    }
    let batch = read(Format::Hl7, &message("S12", &[&SCH.replace("Booked", "Pending"), PID]), "");
    assert_eq!((batch.entries.len(), batch.left_aside), (0, 1), "not agreed yet");
    let batch = read(Format::Hl7, &message("S12", &[SCH]), "");
    assert_eq!((batch.entries.len(), batch.left_aside), (0, 1), "no patient");
}

#[test]
fn an_acknowledgement_goes_back_the_way_it_came() {
    let now = at("2026-03-10T11:00:05Z");
    let text = booking();
    let received = hl7::receive(&text, &mapping(""), &frame()).unwrap();
    assert_eq!(
        received.acknowledge(Answer::Accept, "", "A1", now),
        "MSH|^~\\&|LYTT|TENANT|EPJ|KLINIKK|20260310110005+0000||ACK^S12|A1|P|2.3.1\rMSA|AA|M1|\r"
    );
    let text = message("A01", &[]).replace("SIU", "ADT");
    let received = hl7::receive(&text, &mapping(""), &frame()).unwrap();
    let (answer, why) = received.said.as_ref().unwrap_err();
    assert_eq!(
        received.acknowledge(*answer, &why.to_string(), "A2", now).split('\r').nth(1).unwrap(),
        "MSA|AR|M1|MSH-9: \"ADT\\S\\A01\" is not read here; SIU\\S\\S12, S13, S14, S15, S17 and S26 are"
    );
    assert!(hl7::receive("GET / HTTP/1.1\r\n", &mapping(""), &frame()).is_err());
}
