//! Names for invented people. Every name is taken from fairy tales, plants and weather, or says that it is made up,
//! so that nobody can be mistaken for a real person.

/// Given names of women.
const WOMEN: [&str; 40] = [
    "Askepott",
    "Snehvit",
    "Rødhette",
    "Tornerose",
    "Gullhår",
    "Huldra",
    "Trollmor",
    "Prinsesse",
    "Blåklokke",
    "Hvitveis",
    "Tyttebær",
    "Lyngblom",
    "Solstreif",
    "Månestråle",
    "Vårbris",
    "Snøfnugg",
    "Regndråpe",
    "Nordlys",
    "Morgendugg",
    "Kantarell",
    "Blåveis",
    "Kløverblad",
    "Rognebær",
    "Skogsti",
    "Bekkeblom",
    "Nattergal",
    "Sommerfugl",
    "Marihøne",
    "Ugle",
    "Reveenka",
    "Kråkemor",
    "Stjerneskudd",
    "Vannlilje",
    "Løvetann",
    "Bringebær",
    "Havbris",
    "Eventyrlig",
    "Påfunnia",
    "Liksomine",
    "Fabeline",
];

/// Given names of men.
const MEN: [&str; 40] = [
    "Askeladd",
    "Tyrihans",
    "Veslefrikk",
    "Smørbukk",
    "Tommeliten",
    "Gjetergutt",
    "Kvitebjørn",
    "Nøkken",
    "Bukkebruse",
    "Lurvehette",
    "Nordavind",
    "Vestavind",
    "Granbar",
    "Multekart",
    "Steinrøys",
    "Fjelltopp",
    "Furukongle",
    "Einerbusk",
    "Torsken",
    "Elgokse",
    "Spettmeis",
    "Piggsvin",
    "Grevling",
    "Mikkelrev",
    "Bamsefar",
    "Trollgutt",
    "Rumpenisse",
    "Låvenisse",
    "Sagmester",
    "Møllestein",
    "Tordensky",
    "Haglskur",
    "Skodde",
    "Isbre",
    "Rimfrost",
    "Blåskjell",
    "Eventyrius",
    "Påfunnius",
    "Liksomar",
    "Fabelius",
];

/// Family names, the same for everybody. Not "Eksempel": that family is placed by hand.
const FAMILIES: [&str; 40] = [
    "Finnesikke",
    "Oppdiktet",
    "Påfunn",
    "Liksom",
    "Demo",
    "Prøvestad",
    "Øvingsvik",
    "Eventyrdal",
    "Fabelsen",
    "Skrøneli",
    "Tenktvik",
    "Dikterud",
    "Fantasimo",
    "Narrebakken",
    "Lekeland",
    "Utenfolk",
    "Ingensteds",
    "Sagalund",
    "Trolldal",
    "Glassfjell",
    "Soria",
    "Moria",
    "Slottet",
    "Månelyst",
    "Østenforsol",
    "Vestenformåne",
    "Trollskog",
    "Askestua",
    "Pannekakemo",
    "Kjepphest",
    "Pepperkakerud",
    "Luftslott",
    "Tøysebø",
    "Tullinglia",
    "Modellsen",
    "Skissevik",
    "Utkastli",
    "Kladdestad",
    "Testbrønn",
    "Fiksjonsrud",
];

/// How many people of one sex have a name of their own before a number is added.
pub const DISTINCT: usize = WOMEN.len() * FAMILIES.len();

/// The given and family name of invented person number `number`.
///
/// Numbers below [`DISTINCT`] give different names; from there on a number is added to the family name.
pub fn find_by_number(number: usize, woman: bool) -> (String, String) {
    let given = if woman { &WOMEN } else { &MEN };
    let round = number / DISTINCT;
    let within = number % DISTINCT;
    // The family moves with every person and the pairing shifts by one each full turn, so that the same given name
    // does not come in rows.
    let family = FAMILIES.get(within % FAMILIES.len()).copied().unwrap_or("Finnesikke");
    let turn = within / FAMILIES.len();
    let given = given.get((within * 7 + turn) % given.len()).copied().unwrap_or("Liksom");
    let family = if round == 0 { family.to_owned() } else { format!("{family} {}", round + 1) };
    (given.to_owned(), family)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{DISTINCT, find_by_number};

    #[test]
    fn names_differ_until_they_run_out_and_are_numbered_after_that() {
        for woman in [true, false] {
            let names: BTreeSet<_> = (0..DISTINCT * 2).map(|number| find_by_number(number, woman)).collect();
            assert_eq!(names.len(), DISTINCT * 2);
        }
    }
}
