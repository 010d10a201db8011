//! Appointments from tables.

use lytt::domain::care::calendar::Whole;
use lytt::interop::calendar::Format;

use super::{all_shown, read, try_read, unread};
use crate::support::at;

pub(super) const NORWEGIAN: &str = "\u{feff}AvtaleID;PasientNr;Behandler;Dato;Klokkeslett;Varighet;Status;Endret\r\n\
    1;1001;anna;27.03.2026;09:00;45;Avtalt;10.03.2026 08:00\r\n\
    2;1002;anna;30.03.2026;0900;60 min;Møtt;\r\n\
    3;1003;;31.3.2026;14.30;50;Ikke møtt;\r\n\
    4;1004;per;29.02.2028;08:15;;Avlyst;\r\n\
    ;;;;;;;\r\n";

#[test]
fn a_norwegian_table() {
    let batch = read(Format::Csv, NORWEGIAN, "");
    assert_eq!(unread(&batch), [""; 0]);
    let wanted = [
        "1 1001 agreed 2026-03-27T08:00Z 45",
        "2 1002 held 2026-03-30T07:00Z 60",
        "3 1003 no-show 2026-03-31T12:30Z 50",
        "4 1004 cancelled",
    ];
    assert_eq!(all_shown(&batch), wanted);
    assert_eq!(batch.entries[0].revision.at, Some(at("2026-03-10T07:00:00Z")));
    assert!(!batch.entries[1].revision.is_given());
    assert_eq!(batch.entries[2].clinician, None);
    assert!(batch.whole.is_empty());
    assert_eq!(read(Format::Csv, NORWEGIAN, "complete = true").whole, [Whole::Source]);
}

#[test]
fn columns_and_words_by_the_mapping() {
    let text = "nr,who,when,till,what,how\n9,55,2026-03-27 09:00,2026-03-27T09:50,UTR,V\n10,?,2026-03-28 09:00,,,\n";
    let with = "minutes = 30\nkinds = { utr = \"assessment\" }\nmodes = { v = \"video\" }\n[csv]\nid = \"nr\"\n\
                person = \"who\"\ndate = \"when\"\nend = \"till\"\nkind = \"what\"\nmode = \"how\"\nmissing = [\"?\"]";
    let batch = read(Format::Csv, text, with);
    assert_eq!(all_shown(&batch), ["9 55 agreed 2026-03-27T08:00Z 50 assessment video"]);
    assert_eq!(unread(&batch), ["row 3, column \"who\": empty; every row needs a patient"]);
    assert_eq!(batch.seen, ["10"]);
}

#[test]
fn what_is_wrong_is_named_by_row_and_column() {
    let head = "id;pasient;dato;klokkeslett;varighet;status\n";
    for (row, wanted) in [
        (";1;27.03.2026;09:00;45;", "row 2, column \"id\": empty; every row needs a number of its own"),
        ("1;1;;09:00;45;", "row 2, column \"dato\": empty; every row needs a day"),
        ("1;1;29.02.2027;09:00;45;", "row 2, column \"dato\": \"29.02.2027\" is no day such as 29.03.2026"),
        ("1;1;27.03.26;09:00;45;", "row 2, column \"dato\": \"27.03.26\" is no day such as 29.03.2026"),
        ("1;1;27.03.2026;;45;", "row 2, column \"klokkeslett\": there is no time of day, such as 14:00"),
        ("1;1;27.03.2026;25:00;45;", "row 2, column \"klokkeslett\": \"25:00\" is no time such as 14:00"),
        ("1;1;27.03.2026;09:00;lang;", "row 2, column \"varighet\": \"lang\" is no number"),
        (
            "1;1;27.03.2026;09:00;481;",
            "row 2, column \"varighet\": it makes the appointment 481 minutes long; 1 to 480 are possible",
        ),
        (
            "1;1;27.03.2026;09:00;45;kanskje",
            "row 2, column \"status\": \"kanskje\" is none of avtalt, gjennomført, ikke møtt, avlyst",
        ),
        ("1;1;27.03.2026", "row 2: 3 cells where the header has 6"),
    ] {
        let batch = read(Format::Csv, &format!("{head}{row}\n2;7;27.03.2026;09:00;45;\n"), "");
        assert_eq!(unread(&batch), [wanted], "{row}");
        assert_eq!(all_shown(&batch), ["2 7 agreed 2026-03-27T08:00Z 45"], "the others go through");
    }
    let error = try_read(Format::Csv, b"id;dato\n", "").unwrap_err().to_string();
    let wanted = "row 1: no column for the patient's number, such as \"pasient\" or \"pasientnr\" or \"pasientnummer\"; \
                  there is \"id\", \"dato\". Please name it in the mapping, under [csv]";
    assert_eq!(error, wanted);
    let error = try_read(Format::Csv, b"id;pasient;dato\n", "[csv]\nstatus = \"hva\"").unwrap_err().to_string();
    assert_eq!(error, "row 1: there is no column \"hva\"; there is \"id\", \"pasient\", \"dato\"");
}
