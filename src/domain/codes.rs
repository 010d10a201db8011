//! Closed lists with one written form, the same in the database, in files and in exports.

/// Declares a field-less enum whose members each have one written form.
///
/// The forms are what the database's CHECK constraints list, so a new member needs a migration.
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* $visibility:vis enum $name:ident { $($(#[$item_meta:meta])* $item:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $visibility enum $name { $($(#[$item_meta])* #[serde(rename = $code)] $item,)+ }

        impl $name {
            /// Every member, in the order they are declared.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];

            /// The written form.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$item => $code),+ }
            }

            /// The member with this written form; `None` for anything else.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$item),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.code())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(code: &str) -> std::result::Result<Self, Self::Err> {
                Self::from_code(code).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|known| known.code()).collect();
                    format!("\"{code}\" is not one of {}", known.join(", "))
                })
            }
        }
    };
}
