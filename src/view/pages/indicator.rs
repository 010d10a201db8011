//! Indicators: the list by what they ask, and one definition as a page a psychologist can read.

use serde::Serialize;

use crate::view::Page;

/// One indicator of the list.
#[derive(Debug, Clone, Serialize)]
pub struct IndicatorRow {
    /// Its page.
    pub url: String,
    /// Its name.
    pub name: String,
    /// The question it answers.
    pub question: String,
    /// `draft`, `in-use` or `retired` (text `indicator-status-<status>`).
    pub status: String,
    /// Something it rests on is from memory.
    pub unverified: bool,
    /// The report draws it.
    pub in_report: bool,
}

/// The indicators that ask about one thing.
#[derive(Debug, Clone, Serialize)]
pub struct AsksRows {
    /// What (text `indicator-asks-<asks>`).
    pub asks: String,
    /// In the order of their ids.
    pub rows: Vec<IndicatorRow>,
}

/// `GET /indicators`: every definition, by what it asks.
#[derive(Debug, Clone, Serialize)]
pub struct IndicatorList {
    /// In a fixed order; never by a result.
    pub groups: Vec<AsksRows>,
}

/// One rule, with its sentence.
#[derive(Debug, Clone, Serialize)]
pub struct RuleRow {
    /// `denominator`, `numerator` or `value` (text `indicator-part-<part>`).
    pub part: String,
    /// What it says.
    pub sentence: String,
    /// The rule as the file has it.
    pub rule: String,
    /// Its name.
    pub name: String,
}

/// What it is read from.
#[derive(Debug, Clone, Serialize)]
pub struct ReadRow {
    /// Such as `phq-9`.
    pub name: String,
    /// The form's page.
    pub url: String,
    /// The norm set, where one is needed.
    pub norms: Option<String>,
    /// Its rule in plain words.
    pub rule: String,
    /// The norm set's figures are from memory.
    pub unverified: bool,
}

/// Something named with a page.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// The page.
    pub url: String,
    /// Its name.
    pub name: String,
}

/// One worked example.
#[derive(Debug, Clone, Serialize)]
pub struct ExampleRow {
    /// What it shows.
    pub shows: String,
    /// What it is read from.
    pub reads: String,
    /// Referred, started and ended, as days; `–` where there is none.
    pub days: [String; 3],
    /// Its scores.
    pub scores: String,
    /// It is counted.
    pub counted: bool,
    /// It succeeded; `None` of one that is not counted and of a mean.
    pub success: Option<bool>,
    /// What it is worth.
    pub value: Option<f64>,
    /// The sentence of the rule that leaves it out.
    pub left_out: Option<String>,
}

/// `GET /indicators/{id}`: one definition.
#[derive(Debug, Clone, Serialize)]
pub struct IndicatorPage {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The question it answers.
    pub question: String,
    /// Its version.
    pub version: u32,
    /// `draft`, `in-use` or `retired`.
    pub status: String,
    /// Who wrote and who checked it; the second may be empty.
    pub review: [String; 2],
    /// `proportion`, `mean` or `change` (text `indicator-kind-<kind>`).
    pub kind: String,
    /// What it asks about.
    pub asks: String,
    /// `higher`, `lower`, `as-the-scale` or `neither` (text `indicator-better-<better>`).
    pub better: String,
    /// Why it matters.
    pub why: String,
    /// What good looks like.
    pub good: String,
    /// What to beware of.
    pub caveats: Vec<String>,
    /// What to talk about.
    pub talk: Vec<String>,
    /// The rules in the order they are applied.
    pub rules: Vec<RuleRow>,
    /// The points in time: the name in the file, and the point in words.
    pub points: Vec<[String; 2]>,
    /// What it is read from.
    pub reads: Vec<ReadRow>,
    /// What is done about what is missing (text `indicator-method-<method>`).
    pub methods: Vec<String>,
    /// The coverage beside it; `None` where it is one itself.
    pub coverage: Option<Link>,
    /// What it is never shown without.
    pub always_with: Vec<Link>,
    /// What it is also given by (text `indicator-by-<by>`).
    pub split_by: Vec<String>,
    /// What a comparison would describe the mix by (text `indicator-by-<by>`).
    pub case_mix: Vec<String>,
    /// The least number a figure is given of inside, and of anything outside.
    pub small: [u32; 2],
    /// The coverage a comparison takes; `None` where services are never compared by it.
    pub between: Option<f64>,
    /// What it rests on: the citation, and whether it is from memory.
    pub sources: Vec<(String, bool)>,
    /// The measures it is one reading of: id and name.
    pub measures: Vec<[String; 2]>,
    /// The activity indicators whose question it answers.
    pub answers: Vec<String>,
    /// SHA-256 of its files.
    pub fingerprint: String,
    /// The examples.
    pub examples: Vec<ExampleRow>,
    /// The report that draws it.
    pub report: Option<String>,
}

impl Page for IndicatorList {
    const TEMPLATE: &'static str = "staff/indicators.html";
    fn samples() -> Vec<Self> {
        let row = |name: &str, unverified, in_report| IndicatorRow {
            url: "/indicators/reliable-improvement".into(),
            name: name.into(),
            question: "Hvor mange av dem vi kunne følge, ble pålitelig bedre?".into(),
            status: if in_report { "draft".into() } else { "in-use".into() },
            unverified,
            in_report,
        };
        let rows = vec![row("Pålitelig bedring", true, true), row("Pålitelig forverring", false, false)];
        let group = |asks: &str| AsksRows { asks: asks.into(), rows: rows.clone() };
        vec![Self { groups: vec![group("outcome"), group("coverage"), group("equity")] }]
    }
}

impl Page for IndicatorPage {
    const TEMPLATE: &'static str = "staff/indicator.html";
    fn samples() -> Vec<Self> {
        let link = |name: &str| Link { url: "/indicators/coverage".into(), name: name.into() };
        let rule = |part: &str, name: &str, sentence: &str| RuleRow {
            part: part.into(),
            sentence: sentence.into(),
            rule: "changed at least".into(),
            name: name.into(),
        };
        let example = |shows: &str, counted: bool| ExampleRow {
            shows: shows.into(),
            reads: "phq-9".into(),
            days: ["1.12.2025", "10.1.2026", "–"].map(str::to_owned),
            scores: "2026-01-10 18; 2026-03-10 9".into(),
            counted,
            success: counted.then_some(true),
            value: None,
            left_out: (!counted).then(|| "Behandlingen ble avsluttet i perioden.".into()),
        };
        let share = Self {
            id: "reliable-improvement".into(),
            name: "Pålitelig bedring".into(),
            question: "Hvor mange av dem vi kunne følge, ble pålitelig bedre?".into(),
            version: 1,
            status: "draft".into(),
            review: ["the makers of Lytt".into(), String::new()],
            kind: "proportion".into(),
            asks: "outcome".into(),
            better: "higher".into(),
            why: "De fleste som søker hjelp, gjør det for å få det bedre.".into(),
            good: "Høyere er bedre.".into(),
            caveats: vec!["Tallet viser hva som skjedde, ikke hvorfor.".into()],
            talk: vec!["Hvem hører vi ikke fra?".into()],
            rules: vec![
                rule("denominator", "ended", "Behandlingen ble avsluttet i perioden."),
                rule("numerator", "improved", "Skåren gikk i bedre retning."),
            ],
            points: vec![["start".into(), "første skår".into()]],
            reads: vec![ReadRow {
                name: "PHQ-9".into(),
                url: "/instruments/phq-9".into(),
                norms: Some("nhs-tt".into()),
                rule: "Pålitelig endring er minst 6 poeng.".into(),
                unverified: true,
            }],
            methods: ["bounds", "carried-forward", "filled-in"].map(str::to_owned).to_vec(),
            coverage: Some(link("Dekning")),
            always_with: vec![link("Pålitelig forverring"), link("Dekning")],
            split_by: ["age", "sex", "language"].map(str::to_owned).to_vec(),
            case_mix: ["age", "sex", "start-score"].map(str::to_owned).to_vec(),
            small: [10, 5],
            between: Some(0.6),
            sources: vec![("Jacobson NS, Truax P.".into(), true), ("qicharts2".into(), false)],
            measures: vec![["M01".into(), "Pålitelig bedring".into()]],
            answers: vec!["Konsultasjoner".into()],
            fingerprint: "0".repeat(64),
            examples: vec![example("clear improvement", true), example("ended after the period", false)],
            report: Some("/report".into()),
        };
        let mean = Self {
            kind: "change".into(),
            status: "in-use".into(),
            better: "as-the-scale".into(),
            review: ["Ola".into(), "Kari".into()],
            rules: vec![rule("value", "change", "Siste skår minus første skår.")],
            reads: vec![ReadRow {
                name: "Lytt".into(),
                url: "/instruments/lytt-life".into(),
                norms: None,
                rule: String::new(),
                unverified: false,
            }],
            coverage: None,
            always_with: vec![],
            split_by: vec![],
            between: None,
            measures: vec![],
            answers: vec![],
            examples: vec![ExampleRow { success: None, value: Some(-9.0), ..example("nine points", true) }],
            report: None,
            ..share.clone()
        };
        vec![share, mean]
    }
}
