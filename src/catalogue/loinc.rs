//! The check digit of a LOINC code.

/// Whether the check digit of a LOINC code such as `44249-1` is right.
///
/// Mod 10 over the digits before the hyphen, counted from the right: the first,
/// third, fifth and so on are doubled, and the digits of the result are added
/// (LOINC Users' Guide, appendix on the check digit; the same rule as Luhn 1960).
pub fn valid(code: &str) -> bool {
    let Some((number, check)) = code.split_once('-') else {
        return false;
    };
    let digits: Option<Vec<u32>> = number.chars().rev().map(|c| c.to_digit(10)).collect();
    let check = check.parse::<u32>().ok().filter(|_| check.len() == 1);
    match (digits, check) {
        (Some(digits), Some(check)) if (1..=7).contains(&digits.len()) => {
            let sum: u32 = digits
                .iter()
                .enumerate()
                .map(|(place, digit)| if place % 2 == 0 { digit * 2 } else { *digit })
                .map(|product| product / 10 + product % 10)
                .sum();
            (10 - sum % 10) % 10 == check
        }
        _ => false,
    }
}

/// Whether a LOINC answer code has the form of one, such as `LA6568-5`. Its check
/// digit covers the letters in a way that is not published with the codes.
pub(super) fn valid_answer(code: &str) -> bool {
    code.strip_prefix("LA").and_then(|rest| rest.split_once('-')).is_some_and(|(number, check)| {
        !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit())
            && check.len() == 1
            && check.chars().all(|c| c.is_ascii_digit())
    })
}
