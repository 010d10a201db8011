//! Forms from spreadsheets: what comes out of them, and what is said of those that cannot be taken.

#![expect(clippy::panic, reason = "a test says what was not there and stops")]

use lytt::app::exchange;
use lytt::catalogue::Definition;
use lytt::cli::compute::score::answer;
use lytt::domain::instrument::ItemKind;
use lytt::interop::fhir;
use lytt::interop::xlsform::{Workbook, questionnaire};
use serde_json::json;

fn read(workbook: &Workbook) -> Definition {
    let form = questionnaire(workbook, "form").unwrap_or_else(|problems| panic!("{problems:?}"));
    let package = fhir::package(&form).unwrap_or_else(|problems| panic!("{problems:?}"));
    exchange::definition(package).unwrap_or_else(|error| panic!("{error}")).0
}

const SURVEY: &str = "type,name,label::Norsk (nb),label::English (en),required,relevant,parameters
begin_group,week,Den siste uka,The last week,,,
select_one often,sleep,Hvor ofte sov du dårlig?,How often did you sleep badly?,yes,,
select_one often,worry,Hvor ofte var du urolig?,How often were you worried?,,,
end_group,,,,,,
range,pain,Hvor vondt?,How much pain?,,,start=0 end=10 step=1
integer,days,Hvor mange dager?,How many days?,,${worry} >= 1,
note,thanks,Takk!,Thank you!,,,
text,more,Noe mer?,Anything else?,no,\"selected(${sleep}, '2') or selected(${worry}, '2')\",
";
const CHOICES: &str = "list_name,name,label::Norsk (nb),label::English (en)
often,0,Aldri,Never
often,1,Av og til,Sometimes
often,2,Ofte,Often
";
const SETTINGS: &str = "form_title,form_id,version,default_language\nUka mi,my-week,3,Norsk (nb)\n";

#[test]
fn a_form_in_two_languages_comes_in_whole() {
    let workbook = Workbook::from_csv(SURVEY, CHOICES, SETTINGS).unwrap_or_else(|problem| panic!("{problem}"));
    // The same sheets in a workbook: numbers are numbers there.
    let bytes = include_bytes!("spreadsheets/week.xlsx");
    let same = Workbook::from_xlsx(bytes).unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(
        (&same.survey, &same.choices, &same.settings),
        (&workbook.survey, &workbook.choices, &workbook.settings)
    );
    let definition = read(&workbook);
    let instrument = &definition.instrument;
    assert_eq!((instrument.id.as_str(), instrument.version, instrument.name.as_str()), ("my-week", 1, "Uka mi"));
    let kinds: Vec<(&str, Option<&str>, bool)> =
        instrument.items.iter().map(|item| (item.id.as_str(), item.group.as_deref(), item.only_if.is_some())).collect();
    assert_eq!(
        kinds,
        [
            ("sleep", Some("week"), false),
            ("worry", Some("week"), false),
            ("pain", None, false),
            ("days", None, true),
            ("thanks", None, false),
            ("more", None, true),
        ]
    );
    assert!(matches!(instrument.item("pain").map(|item| &item.kind), Some(ItemKind::Scale { .. })));
    let words = |language: &str| &definition.wording[language];
    assert_eq!(words("nb").item("sleep"), Some("Hvor ofte sov du dårlig?"));
    assert_eq!(words("en").item("worry"), Some("How often were you worried?"));
    assert_eq!(words("en").groups["week"], "The last week");
    // 1 + 2, and the day is asked because of the 2.
    let given = answer(&definition, &json!({"answers": [1, 2, 4, 3, null]}));
    assert_eq!(given["scores"], json!({"total": 3}), "{given}");
    let asked: Vec<&str> = {
        let none = [("sleep", 0.0), ("worry", 0.0)];
        let answers = none.iter().map(|(id, value)| (*id, lytt::domain::instrument::Answer::Value(*value))).collect();
        instrument.asked(&answers).iter().map(|item| item.id.as_str()).collect()
    };
    assert_eq!(asked, ["sleep", "worry", "pain", "thanks"]);
}

#[test]
fn a_plain_list_as_a_norwegian_spreadsheet_saves_it() {
    let list = "\u{feff}id;question;question::en;answers;group
1;Jeg sover godt;I sleep well;0 = Aldri | 1 = Av og til | 2 = Ofte;Natten
2;Jeg er trøtt;I am tired;0 = Aldri | 1 = Av og til | 2 = Ofte;Natten
3;Hvor mye?;How much?;0-10: Ikke i det hele tatt | Svært mye;
4;Hva hjelper?;What helps?;text;
5;Siden når?;Since when?;date;
";
    assert!(Workbook::is_list(list) && !Workbook::is_list("id = \"form\"\n"));
    let definition = read(&Workbook::from_list(list).unwrap_or_else(|problem| panic!("{problem}")));
    let wording = definition.wording_in("nb").unwrap_or_else(|| panic!("no wording"));
    assert_eq!((wording.language.as_str(), wording.item("2")), ("nb", Some("Jeg er trøtt")));
    assert_eq!(wording.ends["3"].high, "Svært mye");
    assert_eq!(answer(&definition, &json!({"answers": [2, 1]}))["scores"], json!({"total": 3}));
}

/// What stands in the survey, what is put there instead, and what must be said of it.
const SLIPS: [(&str, &str, &str); 14] = [
    ("select_one often,sleep", "select_multiple often,sleep", "survey row 3: several answers to one question"),
    ("select_one often,sleep", "select_one seldom,sleep", "\"seldom\" are not in the sheet choices"),
    ("select_one often,sleep", "geopoint,sleep", "\"geopoint\" is not a kind of question"),
    ("select_one often,sleep", ",sleep", "it has no type"),
    ("select_one often,sleep,Hvor ofte sov du dårlig?", "select_one often,,Hvor ofte sov du dårlig?", "it has no name"),
    ("Hvor vondt?,How much pain?", ",", "survey row 6: it has no label in nb"),
    ("start=0 end=10 step=1", "start=10 end=0", "cannot be walked"),
    ("end_group,,,,,,\n", "", "the group that begins here does not end"),
    ("begin_group,week,Den siste uka,The last week,,,\n", "", "a group ends that has not begun"),
    ("begin_group", "begin_repeat", "questions that are repeated"),
    ("${worry} >= 1", "${nothing} >= 1", "names \"nothing\", which is not a question"),
    ("${worry} >= 1", "${days} + 1 > ${worry}", "says more than a branching rule can"),
    ("${worry} >= 1", "${pain} = 'much'", "against \"much\", which is not a number"),
    ("range,pain", "range,worry", "two rows have the same name"),
];

#[test]
fn what_cannot_be_taken_is_said_with_its_row() {
    for (stands, instead, said) in SLIPS {
        assert_eq!(SURVEY.matches(stands).count(), 1, "{stands}");
        let survey = SURVEY.replace(stands, instead);
        let workbook = Workbook::from_csv(&survey, CHOICES, SETTINGS).unwrap_or_else(|problem| panic!("{problem}"));
        let Err(problems) = questionnaire(&workbook, "form") else { panic!("{instead}: it was taken") };
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|one| one.contains(said) && one.contains("Please ")), "{instead}: {told:?}");
    }
    let unlabelled = Workbook::from_list("question,answers\nHow?,never or often\n");
    let said = unlabelled.map_or_else(|problem| problem.to_string(), |_| String::new());
    assert!(said.contains("list row 2") && said.contains("0 = Never"), "{said}");
    let said = Workbook::from_xlsx(b"not a workbook").map_or_else(|problem| problem.to_string(), |_| String::new());
    assert!(said.contains("save it as .xlsx again"), "{said}");
}
