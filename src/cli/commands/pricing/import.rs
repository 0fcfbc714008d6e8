//! `creditcalc pricing import FILE --from CATALOG`.

use std::fs;
use std::io::Read;
use std::path::Path;

use crate::answer::PricingImport;
use crate::cli::args::Import as Args;
use crate::cli::shell::{CommandOutput, Notes, Shell};
use crate::cli::tables::{PriceFolder, layered, reason};
use crate::cli::{Failure, World};
use crate::diagnostic::{Code, Diagnostic};
use crate::pricing::import::{
    Catalog, CatalogText, Comparison, Doubt, Frame, Reason, compare, find, read, text_of,
};
use crate::pricing::{PriceTable, load};
use crate::report::{Page, Report, Rows, json, sheets, views};
use crate::source::SourceFile;

pub(super) fn run(shell: &Shell<'_>, args: &Args, world: &World<'_>) -> Result<CommandOutput, Failure> {
    let today = args.today.day(shell.settings)?;
    let from = args.effective_from.unwrap_or(today);
    let table = shell.tables(world)?;
    let source = SourceFile::new(args.file.display().to_string(), catalog_text(args, world)?);
    let imported = read(args.from, &source, table.vendors())?;
    let frame =
        Frame { catalog: args.from, source: &source, table: &table, from, today, models: &args.model };
    let comparison = compare(&imported, &frame)?;
    known_words(args, &comparison)?;
    let is_accepted =
        |doubt: &Doubt| args.accept.iter().any(|word| word == doubt.reason.word() || *word == doubt.model);
    let mut answer = PricingImport::of(&frame, &imported, &comparison, is_accepted);
    let price_files = match &args.write {
        Some(folder) => written(folder, args, &frame, &comparison, is_accepted, world)?,
        None => Vec::new(),
    };
    answer.written = price_files.iter().map(|(path, _)| path.display().to_string()).collect();
    let output = shell.write(&Compared(answer), Notes::default(), world)?;
    let files = price_files.into_iter().map(|(path, text)| (path, text, "price file")).collect();
    Ok(CommandOutput { files, ..output })
}

struct Compared(PricingImport);

impl Report<Failure> for Compared {
    fn page(&self) -> Page {
        views::pricing_import(&self.0)
    }

    fn rows(&self) -> Result<Rows<'_>, Failure> {
        Ok(sheets::imported(&self.0).into())
    }

    fn json(&self, _: &[String]) -> String {
        json::write(&self.0)
    }
}

/// The text of the catalog: the file, or the part of a package that has it.
fn catalog_text(args: &Args, world: &World<'_>) -> Result<String, Diagnostic> {
    let unread = |error: &std::io::Error| {
        let title = format!("cannot read `{}`: {}", args.file.display(), reason(error));
        Diagnostic::new(Code::UnreadFile, title)
    };
    if !args.from.is_official() {
        return world.read_file(&args.file).map_err(|error| unread(&error));
    }
    let package = world.open(&args.file).map_err(|error| unread(&error))?;
    match find(args.from, unpacked(package)).map_err(|error| unread(&error))? {
        CatalogText::Found(text) => Ok(text),
        CatalogText::None => {
            let what = match args.from {
                Catalog::Codex => "list of models",
                _ => "price catalog",
            };
            let title = format!("`{}` has no {what}", args.file.display());
            Err(Diagnostic::new(Code::WrongCatalog, title).help(
                "name the program in the package or the package itself: `npm pack @anthropic-ai/claude-code-linux-x64`, \
                 or `npm pack @openai/codex@VERSION-linux-x64`",
            ))
        }
    }
}

/// What is in a package as `npm pack` leaves it: its members lie behind each other in the archive.
fn unpacked(mut package: Box<dyn Read>) -> Box<dyn Read> {
    let mut head = Vec::new();
    let is_packed = package.by_ref().take(2).read_to_end(&mut head).is_ok() && head == [0x1f, 0x8b];
    let whole = std::io::Cursor::new(head).chain(package);
    if is_packed { Box::new(flate2::read::MultiGzDecoder::new(whole)) } else { Box::new(whole) }
}

/// That every `--accept` is a reason, or a model about which there is a doubt.
fn known_words(args: &Args, comparison: &Comparison<'_>) -> Result<(), Diagnostic> {
    let reasons = || Reason::WORDS.into_iter().map(|(word, _)| word);
    for word in &args.accept {
        let is_model = comparison.doubts.iter().any(|doubt| doubt.model == *word);
        if !is_model && reasons().all(|known| known != word) {
            let models = comparison.doubts.iter().map(|doubt| doubt.model.as_str());
            return Err(Diagnostic::arguments(
                format!("`{word}` is no reason, and no model in doubt"),
                format!("the reasons are {}", reasons().collect::<Vec<_>>().join(", ")),
            )
            .did_you_mean(word, reasons().chain(models)));
        }
    }
    Ok(())
}

/// The price files, which are in order: what would not pass a check is not written.
fn written(
    folder: &Path,
    args: &Args,
    frame: &Frame<'_>,
    comparison: &Comparison<'_>,
    is_accepted: impl Fn(&Doubt) -> bool,
    world: &World<'_>,
) -> Result<Vec<(std::path::PathBuf, String)>, Failure> {
    let refused: Vec<Diagnostic> = comparison
        .doubts
        .iter()
        .filter(|doubt| !is_accepted(doubt))
        .map(|doubt| {
            Diagnostic::new(Code::ImportRefused, format!("`{}`: {}", doubt.model, doubt.says))
                .help(format!(
                    "if that's right, add `--accept {}`, or `--accept {}` for all about this model",
                    doubt.reason.word(),
                    doubt.model
                ))
                .note(format!(
                    "it stands at {} of `{}`; nothing was written",
                    doubt.place.path,
                    frame.source.name()
                ))
        })
        .collect();
    if !refused.is_empty() {
        return Err(refused.into());
    }
    let file = args.file.file_name().map_or("standard input".into(), |name| name.to_string_lossy());
    let files = text_of(frame, &comparison.changes, if file == "-" { "standard input" } else { &file })?;
    let files: Vec<_> = files.into_iter().map(|(name, text)| (folder.join(name), text)).collect();
    not_there(folder, &files, frame.table, world)?;
    let sources: Vec<SourceFile> =
        files.iter().map(|(path, text)| SourceFile::new(path.display().to_string(), text.clone())).collect();
    load(&sources, Some(frame.table))?;
    if !files.is_empty() {
        fs::create_dir_all(world.folder.join(folder)).map_err(|error| {
            anyhow::anyhow!("cannot make the folder `{}`: {}", folder.display(), reason(&error))
        })?;
    }
    Ok(files)
}

/// That nothing in the folder would be written over or said twice.
fn not_there(
    folder: &Path,
    files: &[(std::path::PathBuf, String)],
    table: &PriceTable,
    world: &World<'_>,
) -> Result<(), Failure> {
    let is_there = |path: &Path| fs::symlink_metadata(world.folder.join(path)).is_ok();
    if let Some((path, _)) = files.iter().find(|(path, _)| is_there(path)) {
        return Err(Diagnostic::new(
            Code::ImportRefused,
            format!("`{}` is there already, and is not replaced", path.display()),
        )
        .help("write into another folder, and use both: `--pricing OLD --pricing NEW`")
        .into());
    }
    let has_prices = fs::read_dir(world.folder.join(folder)).is_ok_and(|mut entries| {
        entries
            .any(|entry| entry.is_ok_and(|entry| entry.path().extension().is_some_and(|end| end == "toml")))
    });
    if !has_prices {
        return Ok(());
    }
    let (own, _) = layered(&[PriceFolder::named(folder.to_owned())], world)?;
    let new = files.iter().map(|(path, text)| SourceFile::new(path.display().to_string(), text.clone()));
    let together: Vec<SourceFile> = own.into_iter().chain(new).collect();
    load(&together, Some(table)).map_err(|faults| {
        let mut faults = faults;
        for fault in &mut faults {
            fault.way_out("write into another folder, and use both: `--pricing OLD --pricing NEW`");
        }
        Failure::from(faults)
    })?;
    Ok(())
}
