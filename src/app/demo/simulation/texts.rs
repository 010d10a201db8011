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
