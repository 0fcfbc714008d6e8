//! Whatever comes from outside is text, wherever it is shown: it does nothing in a terminal, is not run by a
//! spreadsheet, and is no link, picture or tag on a page.

mod commands;
mod drawn;
mod said;
mod seen;
