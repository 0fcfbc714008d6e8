//! What flags and settings say together about a command as a whole.

use jiff::civil::Date;

use crate::cli::World;
use crate::cli::args::{Common, Format, FormatArg, Today};
use crate::cli::settings::Settings;
use crate::cli::values::{Day, Zone};
use crate::diagnostic::Diagnostic;

/// How the answer is written.
pub(in crate::cli) fn format(common: &Common, settings: &Settings) -> Result<Format, Diagnostic> {
    match format_or_book(common, settings)? {
        FormatOrBook::Format(format) => Ok(format),
        // A configured one is meant for the answers that are.
        FormatOrBook::Book if common.format.is_none() => Ok(Format::Table),
        FormatOrBook::Book => Err(Diagnostic::new("C507", "this answer is not written as a workbook")
            .help("`--format csv` is read by every spreadsheet; `creditcalc simulate` writes workbooks")),
    }
}

/// A format, or a workbook, which is no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum FormatOrBook {
    Format(Format),
    Book,
}

/// How the answer is written that may be a workbook.
pub(in crate::cli) fn format_or_book(
    common: &Common,
    settings: &Settings,
) -> Result<FormatOrBook, Diagnostic> {
    let asked = if common.json { Some(FormatArg::Json) } else { settings.or(common.format, "format")? };
    Ok(FormatOrBook::Format(match asked {
        None | Some(FormatArg::Table) => Format::Table,
        Some(FormatArg::Json) => Format::Json,
        Some(FormatArg::Csv) => Format::Csv,
        Some(FormatArg::Markdown) => Format::Markdown,
        Some(FormatArg::Xlsx) => return Ok(FormatOrBook::Book),
    }))
}

/// The same for an answer that is no table of rows. A configured CSV is meant for the answers that are; one
/// that is asked for is a fault.
pub(in crate::cli) fn format_without_csv(
    common: &Common,
    settings: &Settings,
    command: &str,
) -> Result<Format, Diagnostic> {
    match format(common, settings)? {
        Format::Csv if common.format.is_none() => Ok(Format::Table),
        Format::Csv => Err(Diagnostic::new("C507", format!("`{command}` is not written as CSV"))
            .help("`--format json` has everything")),
        format => Ok(format),
    }
}

/// The day of asking.
pub(in crate::cli) fn as_of(today: &Today, settings: &Settings) -> Result<Date, Diagnostic> {
    if let Some(Day(day)) = settings.or(today.as_of, "as_of")? {
        return Ok(day);
    }
    let zone = settings.or(today.tz.clone(), "tz")?;
    Ok(World::today(zone.as_ref().map(|Zone(zone)| zone)))
}
