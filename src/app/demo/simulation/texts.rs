//! What invented patients write in their own words.

/// Before a session, bokmål: what is most important today.
pub(super) const BEFORE_NB: [&str; 18] = [
    "Jeg vil gjerne snakke om hvordan jeg kommer i gang om morgenen.",
    "Søvnen. Jeg ligger lenge våken.",
    "Det var en bedre uke, og jeg lurer på hvorfor.",
    "Uroen før møter på jobben.",
    "Øvelsen fra sist gikk sånn passe.",
    "Jeg fikk ikke gjort det vi ble enige om, og vil snakke om det.",
    "Hvordan si nei uten å få dårlig samvittighet.",
    "Forholdet til søsteren min.",
    "Jeg har begynt å gå turer igjen.",
    "Tankene som kommer når jeg skal sove.",
    "Planen videre når vi snart er ferdige.",
    "Det å være mye alene.",
    "Jeg har vært mer sliten enn ellers.",
    "Vil prøve å ta bussen helt fram denne uka.",
    "Hva jeg kan gjøre når bekymringene tar over.",
    "Tilbake til arbeid, litt om gangen.",
    "Jeg vet ikke helt hva jeg vil ta opp i dag.",
    "Det som skjedde i helga.",
];

/// After a session, bokmål: what could be different next time.
pub(super) const AFTER_NB: [&str; 14] = [
    "Nei, dette passet meg godt.",
    "Gjerne en kort oppsummering til slutt.",
    "Jeg vil gjerne bruke mer tid på søvnen.",
    "Tegne mer på tavla, det hjalp.",
    "Kan jeg få det vi ble enige om skriftlig?",
    "Litt roligere tempo.",
    "At vi begynner med det jeg skrev på forhånd.",
    "Øve mer sammen i timen før jeg prøver hjemme.",
    "Ikke noe nå. Fint at du spør.",
    "Kanskje gå en tur mens vi snakker?",
    "Færre ting om gangen.",
    "Møtes på kontoret i stedet for på video.",
    "Fortsett slik.",
    "Jeg trenger litt tid på å tenke over det.",
];

/// Before a session, English.
pub(super) const BEFORE_EN: [&str; 8] = [
    "I would like to talk about sleep.",
    "The exercise went better than I thought.",
    "Worrying about work again.",
    "How to plan the coming weeks.",
    "I did not manage the homework and would like to talk about why.",
    "I have started seeing friends again.",
    "Feeling tired most afternoons.",
    "Not sure what to bring up today.",
];

/// After a session, English.
pub(super) const AFTER_EN: [&str; 6] = [
    "No, this worked well for me.",
    "A short summary at the end, please.",
    "A slightly slower pace.",
    "Start with what I wrote beforehand.",
    "More practice together before I try at home.",
    "Nothing now. Thank you for asking.",
];

/// What people want to be different, bokmål.
pub(super) const GOALS_NB: [&str; 12] = [
    "Sove hele natta de fleste dagene.",
    "Komme meg ut av huset hver dag.",
    "Gå på jobb igjen.",
    "Ta bussen alene.",
    "Ha overskudd til ungene om kvelden.",
    "Si fra når noe blir for mye.",
    "Bekymre meg mindre for ting jeg ikke kan gjøre noe med.",
    "Treffe venner igjen.",
    "Bli ferdig med oppgaven jeg har utsatt.",
    "Være snillere mot meg selv.",
    "Gå på butikken når det er folk der.",
    "Snakke med søsteren min igjen.",
];

/// What people want to be different, English.
pub(super) const GOALS_EN: [&str; 4] = [
    "Sleep through most nights.",
    "Go back to work.",
    "See my friends again.",
    "Worry less about things I cannot change.",
];

/// What helped, bokmål.
pub(super) const HELPED_NB: [&str; 8] = [
    "At vi så på svarene sammen.",
    "Å øve hjemme og snakke om det etterpå.",
    "Å bli trodd.",
    "Turene. Og å ha en plan for dårlige dager.",
    "Å skjønne hvorfor det ble slik.",
    "At noen hørte på.",
    "Gruppa. Det var flere som hadde det som meg.",
    "Litt timene, litt at våren kom.",
];

/// What helped, English.
pub(super) const HELPED_EN: [&str; 3] =
    ["Looking at the answers together.", "Practising at home.", "Somebody who listened."];

/// What should have been different, bokmål.
pub(super) const DIFFERENTLY_NB: [&str; 6] = [
    "Kortere tid å vente.",
    "Flere timer.",
    "Ikke noe, det var bra.",
    "At noen ringte da jeg ble borte.",
    "Timer etter arbeidstid.",
    "Å vite fra begynnelsen hvor mange timer det ble.",
];

/// What should have been different, English.
pub(super) const DIFFERENTLY_EN: [&str; 2] = ["A shorter wait.", "A few more sessions."];

/// What was missed afterwards, bokmål.
pub(super) const MISSED_NB: [&str; 4] = [
    "At noen tok kontakt etter noen uker.",
    "Å få planen skriftlig.",
    "At fastlegen visste hva vi hadde gjort.",
    "Ikke noe.",
];

/// What was missed afterwards, English.
pub(super) const MISSED_EN: [&str; 2] = ["Nothing.", "A written plan."];
