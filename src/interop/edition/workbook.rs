//! For a spreadsheet program: the figures as a table, what is hidden and why, and the codebook.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table, TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};

use super::{Entry, Sheet};
use crate::domain::edition::table::{COLUMNS, Cell};

/// The words of the workbook, in the reader's language.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// What the document is called.
    pub title: &'a str,
    /// The names of the three sheets: what to know first, figures, codebook.
    pub sheets: [&'a str; 3],
    /// What to know first, a paragraph each.
    pub first: &'a [String],
    /// The headings of the codebook's columns.
    pub codebook: [&'a str; 3],
}

/// How wide the columns are, in characters.
const WIDE: f64 = 17.0;

fn lead(sheet: &mut Worksheet, words: &Words<'_>) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(words.sheets[0])?.set_column_width(0, 90.0)?;
    sheet.write_string_with_format(0, 0, words.title, &Format::new().set_bold().set_font_size(16))?;
    for (paragraph, row) in words.first.iter().zip(2..) {
        sheet.write_string_with_format(row, 0, paragraph, &wrapped)?;
    }
    Ok(())
}

/// Columns with headings under which a program can sort and search, of `rows` rows that have been written.
fn as_table(sheet: &mut Worksheet, name: &str, headings: &[&str], rows: usize) -> Result<(), XlsxError> {
    let columns: Vec<TableColumn> = headings.iter().map(|heading| TableColumn::new().set_header(*heading)).collect();
    let table = Table::new().set_name(name).set_style(TableStyle::Light1).set_columns(&columns);
    let (last_row, last) = (u32::try_from(rows).unwrap_or(1), u16::try_from(headings.len()).unwrap_or(1) - 1);
    sheet.add_table(0, 0, last_row, last, &table)?.set_freeze_panes(1, 0)?;
    Ok(())
}

fn figures(sheet: &mut Worksheet, name: &str, rows: &[[Cell; COLUMNS.len()]]) -> Result<(), XlsxError> {
    let share = Format::new().set_num_format("0.0%");
    sheet.set_name(name)?;
    sheet.set_column_range_width(0, u16::try_from(COLUMNS.len()).unwrap_or(1), WIDE)?;
    for (row, at) in rows.iter().zip(1..) {
        for (cell, column) in row.iter().zip(0..) {
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => sheet.write_string(at, column, text)?,
                Cell::Whole(count) => sheet.write_number(at, column, *count)?,
                Cell::Share(value) => sheet.write_number_with_format(at, column, *value, &share)?,
            };
        }
    }
    as_table(sheet, "figures", &COLUMNS, rows.len())
}

fn codebook(sheet: &mut Worksheet, words: &Words<'_>, entries: &[Entry]) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(words.sheets[2])?.set_column_width(0, WIDE)?.set_column_width(1, WIDE)?.set_column_width(2, 90.0)?;
    for (entry, row) in entries.iter().zip(1..) {
        for (text, column) in [&entry.column, &entry.value, &entry.meaning].into_iter().zip(0..) {
            sheet.write_string_with_format(row, column, text, &wrapped)?;
        }
    }
    as_table(sheet, "codebook", &words.codebook, entries.len())
}

/// The workbook. The same edition in the same language gives the same bytes.
///
/// # Errors
/// When it cannot be written.
pub fn workbook(of: &Sheet<'_>, words: &Words<'_>) -> Result<Vec<u8>, XlsxError> {
    use chrono::Datelike;
    let mut workbook = Workbook::new();
    let on = of.edition.data_date;
    let year = u16::try_from(on.year()).unwrap_or(1900);
    let of_date = |part: u32| u8::try_from(part).unwrap_or(1);
    let made = ExcelDateTime::from_ymd(year, of_date(on.month()), of_date(on.day()))?;
    workbook.set_properties(&DocProperties::new().set_title(words.title).set_creation_datetime(&made));
    lead(workbook.add_worksheet(), words)?;
    figures(workbook.add_worksheet(), words.sheets[1], &of.cells())?;
    codebook(workbook.add_worksheet(), words, of.codebook)?;
    workbook.save_to_buffer()
}
