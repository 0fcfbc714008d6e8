//! Workbooks: what is written is read back by a program that did not write it, and an installed `LibreOffice`
//! computes what we computed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::Command;

use calamine::{Data, Range, Reader as _, Xlsx};
use creditcalc::report::workbook::{Formula, MOST_ROWS, Tab, Unfit, Workbook, safe};
use creditcalc::report::xlsx;
use creditcalc::report::{Cell, Column, Kind};
use creditcalc::units::{Percent, Usd};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Spreadsheets add up floats, and so does every one of them in its own order; sums of money like 0.1 + 0.1 +
/// 0.1 differ from the exact ones beyond 15 digits. Rates have at most ten decimals, so that what is less
/// than this apart is the same amount.
const TOLERANCE: f64 = 1e-9;

/// Names that a search by SUMIFS would mix up, or that a spreadsheet would run.
const JOBS: [&str; 20] = [
    "nightly-audit",
    "Nightly-Audit",
    "nightly*",
    "nightly?audit",
    "a~b",
    "a~~b",
    "*",
    "say \"hi\"",
    "it's",
    "'it's'",
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "+1",
    ">5",
    "007",
    "7",
    "TRUE",
    "_x0041_",
    " spaces ",
    "Größe\u{1}\t<&>",
];

const SEATS: [&str; 3] = ["alice", "Alice", "*"];

/// Of 21 jobs and their total five columns are computed, of 3 seats four.
const FORMULAS: usize = 22 * 5 + 3 * 4;

/// What runs come to.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    runs: u64,
    cost: Usd,
    drawn: Usd,
    overflow: Usd,
}

impl Sums {
    fn add(&mut self, other: Self) {
        let plus = |one: Usd, two: Usd| one.plus(two).expect("it is in range");
        self.runs += other.runs;
        self.cost = plus(self.cost, other.cost);
        self.drawn = plus(self.drawn, other.drawn);
        self.overflow = plus(self.overflow, other.overflow);
    }
}

fn usd(text: &str) -> Usd {
    text.parse().expect(text)
}

/// A workbook like that of a simulation: every seat has $20.00 to draw, and `count` runs of about $0.10 take
/// turns through jobs and seats; one more job never runs. The results of its formulas are computed exactly,
/// unless all are to be `wrong`.
fn simulation(count: usize, wrong: bool) -> Workbook<'static> {
    let gives =
        |formula: Formula, result: Cell| formula.gives(if wrong { Cell::Money(usd("777")) } else { result });
    let granted = usd("20.00");

    let mut inputs = Tab::new("Inputs");
    let table = inputs.sheet(vec![
        Column::new("name", Kind::Text),
        Column::new("value", Kind::Money),
        Column::new("note", Kind::Text),
    ]);
    for seat in SEATS {
        table.push(vec![seat.into(), granted.into(), "what its plan grants".into()]);
    }

    let mut runs = Tab::new("Runs");
    let sums = push_runs(&mut runs, count, granted);
    let of_run = &runs.sheets()[0];

    let mut summary = Tab::new("Summary");
    let jobs = summary.sheet(vec![
        Column::new("job", Kind::Text),
        Column::new("runs", Kind::Count),
        Column::new("cost_usd", Kind::Money),
        Column::new("drawn_usd", Kind::Money),
        Column::new("overflow_usd", Kind::Money),
        Column::new("covered", Kind::Percent),
    ]);
    let mut all = Sums::default();
    for (place, name) in JOBS.into_iter().chain(["idle"]).enumerate() {
        let of_job = sums.iter().filter(|((job, _), _)| *job == place);
        let mut sum = Sums::default();
        of_job.for_each(|(_, other)| sum.add(*other));
        all.add(sum);
        let is_of_job = [of_run.range("job").is(&jobs.next("job"))];
        let sum_of = |column: &str, result: Usd| {
            gives(Formula::sum_where(&of_run.range(column), &is_of_job), result.into())
        };
        jobs.push(vec![
            name.into(),
            gives(Formula::count_where(&is_of_job), sum.runs.into()),
            sum_of("cost_usd", sum.cost),
            sum_of("drawn_usd", sum.drawn),
            sum_of("overflow_usd", sum.overflow),
            gives(
                jobs.next("drawn_usd").share_of(&jobs.next("cost_usd")),
                Percent::of(sum.drawn, sum.cost).into(),
            ),
        ]);
    }
    let total_of = |column: &str, result: Cell| gives(Formula::sum(&jobs.range(column)), result);
    jobs.total(vec![
        "all".into(),
        total_of("runs", all.runs.into()),
        total_of("cost_usd", all.cost.into()),
        total_of("drawn_usd", all.drawn.into()),
        total_of("overflow_usd", all.overflow.into()),
        gives(
            jobs.next("drawn_usd").share_of(&jobs.next("cost_usd")),
            Percent::of(all.drawn, all.cost).into(),
        ),
    ]);

    let seats = summary.sheet(vec![
        Column::new("seat", Kind::Text),
        Column::new("granted_usd", Kind::Money),
        Column::new("drawn_usd", Kind::Money),
        Column::new("expires_usd", Kind::Money),
        Column::new("refused", Kind::Count),
    ]);
    for (place, name) in SEATS.into_iter().enumerate() {
        let mut sum = Sums::default();
        sums.iter().filter(|((_, seat), _)| *seat == place).for_each(|(_, other)| sum.add(*other));
        let is_of_seat = of_run.range("seat").is(&seats.next("seat"));
        let refused = of_run
            .rows()
            .iter()
            .filter(|row| row.cells[1] == name.into() && row.cells[9] == Cell::Truth(true))
            .count();
        seats.push(vec![
            name.into(),
            gives(inputs.sheets()[0].cell("value", place), granted.into()),
            gives(
                Formula::sum_where(&of_run.range("drawn_usd"), std::slice::from_ref(&is_of_seat)),
                sum.drawn.into(),
            ),
            gives(
                seats.next("granted_usd").minus(&seats.next("drawn_usd")).rounded(10),
                granted.less(sum.drawn).into(),
            ),
            gives(
                Formula::count_where(&[is_of_seat, of_run.range("refused").holds()]),
                u64::try_from(refused).expect("it is a count").into(),
            ),
        ]);
    }
    Workbook { title: "What the jobs cost".to_owned(), tabs: vec![summary, runs, inputs] }
}

/// Adds the runs, and says what they come to for each job and seat, by their places.
fn push_runs(sheet: &mut Tab, count: usize, granted: Usd) -> BTreeMap<(usize, usize), Sums> {
    let table = sheet.sheet(vec![
        Column::new("job", Kind::Text),
        Column::new("seat", Kind::Text),
        Column::new("start", Kind::Text),
        Column::new("local_time", Kind::Clock),
        Column::new("cost_usd", Kind::Money),
        Column::new("drawn_usd", Kind::Money),
        Column::new("overflow_usd", Kind::Money),
        Column::new("billed_usd", Kind::Money),
        Column::new("state", Kind::Text),
        Column::new("refused", Kind::Truth),
    ]);
    let zone = TimeZone::get("Europe/Berlin").expect("it is built in");
    let first: Timestamp = "2026-10-24T22:30:00Z".parse().expect("a time");
    let mut left = [granted; SEATS.len()];
    let mut sums = BTreeMap::<_, Sums>::new();
    for run in 0..count {
        let (job, seat) = (run % JOBS.len(), run % SEATS.len());
        // 0.10 and 0.0105025 alternate with 0.3000000001: floats hold none of them.
        let cost = usd(["0.10", "0.0105025", "0.3000000001"][run / 7 % 3]);
        let (drawn, overflow) = cost.split_at(left[seat]);
        left[seat] = left[seat].less(drawn);
        let state = if overflow.is_zero() { "covered" } else { "beyond" };
        let at = first + SignedDuration::from_mins(10) * i32::try_from(run).expect("they are few");
        table.push(vec![
            JOBS[job].into(),
            SEATS[seat].into(),
            Cell::Instant { at, zone: zone.clone() },
            at.to_zoned(zone.clone()).datetime().into(),
            cost.into(),
            drawn.into(),
            overflow.into(),
            Usd::ZERO.into(),
            state.into(),
            (!overflow.is_zero()).into(),
        ]);
        sums.entry((job, seat)).or_default().add(Sums { runs: 1, cost, drawn, overflow });
    }
    sums
}

// ----------------------------------------------------------------------------------------------------
// What is in a file.

/// The values and the formulas of every sheet.
pub(crate) type Contents = BTreeMap<String, (Range<Data>, Range<String>)>;

pub(crate) fn contents(bytes: Vec<u8>) -> Contents {
    let mut file = Xlsx::new(Cursor::new(bytes)).expect("it is a workbook");
    let names = file.sheet_names();
    let sheet = |name: String| {
        let values = file.worksheet_range(&name).expect("the sheet can be read");
        let formulas = file.worksheet_formula(&name).expect("the sheet can be read");
        (name, (values, formulas))
    };
    names.into_iter().map(sheet).collect()
}

fn written(workbook: &Workbook<'_>) -> Vec<u8> {
    xlsx::write(workbook).expect("it fits")
}

pub(crate) fn value<'c>(contents: &'c Contents, sheet: &str, row: u32, column: u32) -> &'c Data {
    contents[sheet].0.get_value((row, column)).unwrap_or(&Data::Empty)
}

/// Whether two values are the same, as far as floats can tell.
#[expect(clippy::float_arithmetic, reason = "what is compared are floats")]
pub(crate) fn agree(one: &Data, two: &Data) -> bool {
    match (one, two) {
        (Data::Float(one), Data::Float(two)) => (one - two).abs() <= TOLERANCE,
        (one, two) => one == two,
    }
}

/// The place and the formula of every cell that has one.
pub(crate) fn formulas(contents: &Contents) -> Vec<(&str, (u32, u32), &str)> {
    let mut found = Vec::new();
    for (name, (_, formulas)) in contents {
        let (top, left) = formulas.start().unwrap_or_default();
        for (row, column, formula) in formulas.used_cells() {
            let place =
                (top + u32::try_from(row).expect("a row"), left + u32::try_from(column).expect("a column"));
            found.push((name.as_str(), place, formula.as_str()));
        }
    }
    found
}

/// One of the files that a workbook is packed of.
pub(crate) fn part(bytes: &[u8], name: &str) -> String {
    let (_, packed) = parts(bytes).into_iter().find(|(found, _)| found == name).expect(name);
    let mut text = String::new();
    flate2::read::DeflateDecoder::new(packed).read_to_string(&mut text).expect("it is deflated text");
    text
}

/// The files that a workbook is packed of, as they are packed.
pub(crate) fn parts(bytes: &[u8]) -> Vec<(String, &[u8])> {
    let number = |at: usize, length: usize| {
        bytes[at..at + length].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
    };
    // Without a comment, the end of a zip has 22 bytes, and tells at 16 of them where its directory begins.
    let (mut entry, mut found) = (number(bytes.len() - 6, 4), Vec::new());
    while number(entry, 4) == 0x0201_4b50 {
        let (packed, length, rest) =
            (number(entry + 20, 4), number(entry + 28, 2), number(entry + 30, 2) + number(entry + 32, 2));
        let name = String::from_utf8_lossy(&bytes[entry + 46..entry + 46 + length]).into_owned();
        let local = number(entry + 42, 4);
        let start = local + 30 + number(local + 26, 2) + number(local + 28, 2);
        found.push((name, &bytes[start..start + packed]));
        entry += 46 + length + rest;
    }
    found
}

#[test]
fn rows_that_are_made_when_they_are_written_are_those_that_are_held() {
    // Few are written from memory, and many one after the other.
    for count in [0, 3, 60_000] {
        let columns = || vec![Column::new("run", Kind::Count), Column::new("job", Kind::Text)];
        let row = |place: usize| {
            vec![u64::try_from(place).expect("it is a count").into(), format!("job {}", place % 7).into()]
        };
        let mut held = Tab::new("Runs");
        let table = held.sheet(columns());
        (0..count).for_each(|place| table.push(row(place)));
        let mut made = Tab::new("Runs");
        made.sheet_of_made(columns(), count, row);
        assert_eq!(made.sheets()[0].range("run"), held.sheets()[0].range("run"));
        let written = [held, made].map(|tab| written(&Workbook { title: String::new(), tabs: vec![tab] }));
        assert!(written[0] == written[1], "{count} rows");
        let contents = contents(written[1].clone());
        let last = u32::try_from(count).expect("it is a row");
        if count > 0 {
            assert_eq!(value(&contents, "Runs", last, 1), &Data::String(format!("job {}", (count - 1) % 7)));
        }
    }
}

#[test]
fn every_kind_of_cell_is_read_back() {
    let mut sheet = Tab::new("It's all");
    let kinds = [
        Kind::Text,
        Kind::Money,
        Kind::Text,
        Kind::Count,
        Kind::Percent,
        Kind::Date,
        Kind::Clock,
        Kind::Text,
        Kind::Truth,
    ];
    let table = sheet.sheet(
        kinds.iter().enumerate().map(|(place, kind)| Column::new(format!("column {place}"), *kind)).collect(),
    );
    let at: Timestamp = "2026-10-25T00:30:00.5Z".parse().expect("a time");
    table.push(vec![
        "one\ntwo".into(),
        usd("0.0105025").into(),
        Cell::Exact(usd("123456789.0123456789012345")),
        120_000_u64.into(),
        Percent::of(usd("1"), usd("6")).into(),
        date(2026, 11, 21).into(),
        date(2026, 11, 21).at(18, 30, 15, 0).into(),
        Cell::Instant { at, zone: TimeZone::get("Europe/Berlin").expect("it is built in") },
        true.into(),
    ]);
    // What a number of a spreadsheet cannot hold is text, and what is not known is nothing.
    table.push(vec![
        Cell::Empty,
        usd("0").into(),
        Cell::Empty,
        u64::MAX.into(),
        Percent::of(usd("0"), usd("0")).into(),
        date(1899, 12, 31).into(),
        Cell::Empty,
        None::<u64>.into(),
        false.into(),
    ]);
    let sum = Formula::sum(&table.range("column 1"));
    table.total(vec![
        "all".into(),
        sum.clone().gives(usd("0.0105025")),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        sum.clone().gives(date(2026, 11, 21)),
        Cell::Empty,
        sum.clone().gives("inf"),
        sum.gives(true),
    ]);

    let contents = contents(written(&Workbook { title: String::new(), tabs: vec![sheet] }));
    let cell = |row, column| value(&contents, "It's all", row, column);
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(cell(0, 0), &text("Column 0"));
    assert_eq!(cell(1, 0), &text("one\ntwo"));
    assert_eq!(cell(1, 1), &Data::Float(0.010_502_5));
    assert_eq!(cell(1, 2), &text("123456789.0123456789012345"));
    assert_eq!(cell(1, 3), &Data::Float(120_000.0));
    assert_eq!(cell(1, 4), &Data::Float(0.166));
    // 46,347 days after the last of 1899; 18:30:15 is 0.77100694 of a day.
    assert_eq!(cell(1, 5).to_string(), "46347");
    assert!(cell(1, 6).to_string().starts_with("46347.77100694"), "{:?}", cell(1, 6));
    assert!(
        matches!((cell(1, 5), cell(1, 6)), (Data::DateTime(_), Data::DateTime(_))),
        "they are shown as days"
    );
    assert_eq!(cell(1, 7), &text("2026-10-25T02:30:00.5+02:00"));
    assert_eq!(cell(1, 8), &Data::Bool(true));
    for column in [0, 2, 4, 6, 7] {
        assert_eq!(cell(2, column), &Data::Empty);
    }
    assert_eq!(cell(2, 1), &Data::Float(0.0));
    assert_eq!(cell(2, 3), &text("18446744073709551615"));
    assert_eq!(cell(2, 5), &text("1899-12-31"));
    assert_eq!(cell(2, 8), &Data::Bool(false));
    assert_eq!(cell(3, 1), &Data::Float(0.010_502_5));
    assert_eq!(cell(3, 5).to_string(), "46347");
    // An infinite number would spoil the file, so that text is left for the spreadsheet to compute.
    assert_eq!(cell(3, 7), &text(""));
    assert_eq!(cell(3, 8), &Data::Bool(true));
    assert_eq!(formulas(&contents)[0], ("It's all", (3, 1), "SUM('It''s all'!$B$2:$B$3)"));
}

#[test]
fn formulas_carry_what_they_come_to() {
    let workbook = simulation(700, false);
    let contents = contents(written(&workbook));
    assert_eq!(formulas(&contents).len(), FORMULAS);
    assert_eq!(value(&contents, "Summary", 1, 0), &Data::String("nightly-audit".to_owned()));
    assert_eq!(value(&contents, "Summary", 1, 1), &Data::Float(35.0));
    // The runs take turns in sevens: 238 x $0.10 + 231 x $0.0105025 + 231 x $0.3000000001 = $23.80 +
    // $2.4260775 + $69.3000000231
    assert_eq!(value(&contents, "Summary", 22, 2), &Data::Float(95.526_077_523_1));
    // What never ran has no share that could be covered.
    assert_eq!([1, 2, 5].map(|column| value(&contents, "Summary", 21, column).to_string()), ["0", "0", ""]);
    let count = |name, column| {
        contents["Runs"].0.rows().filter(|row| row[column] == Data::String(safe(name).into_owned())).count()
    };
    assert_eq!(JOBS.map(|name| count(name, 0)), [35; 20]);
    assert_eq!(SEATS.map(|name| count(name, 1)), [234, 233, 233]);
    let formula = "SUMPRODUCT(--EXACT('Runs'!$A$2:$A$701,'Summary'!$A$4),'Runs'!$E$2:$E$701)";
    assert!(formulas(&contents).contains(&("Summary", (3, 2), formula)));
    let formula = "ROUND('Summary'!$B$26-'Summary'!$C$26,10)";
    assert!(formulas(&contents).contains(&("Summary", (25, 3), formula)));
    let formula = "SUMPRODUCT(--EXACT('Runs'!$B$2:$B$701,'Summary'!$A$26),--('Runs'!$J$2:$J$701=TRUE))";
    assert!(formulas(&contents).contains(&("Summary", (25, 4), formula)));
}

#[test]
fn the_same_workbook_gives_the_same_bytes() {
    let bytes = written(&simulation(100, false));
    assert_eq!(bytes, written(&simulation(100, false)));
    let made = part(&bytes, "docProps/core.xml");
    assert!(made.contains("<dc:title>What the jobs cost</dc:title>"), "{made}");
    let dates: Vec<&str> = made.split("dcterms:W3CDTF\">").skip(1).map(|rest| &rest[..20]).collect();
    assert_eq!(dates, ["2000-01-01T00:00:00Z"; 2], "the clock is not in the file");
}

#[test]
fn a_text_is_a_text() {
    let mut sheet = Tab::new("Texts");
    let names = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "<b>&\u{0}\u{b}\u{ffff}", "'quoted", "plain"];
    let table = sheet.sheet(vec![Column::new("=title", Kind::Text)]);
    for name in names {
        table.push(vec![name.into()]);
    }
    let bytes = written(&Workbook { title: "=1\u{1}<".to_owned(), tabs: vec![sheet] });
    let file = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!file.contains("<f>"), "nothing is computed: {file}");
    // The mark with which a text keeps its apostrophe when somebody goes through the cell: the four and the
    // one that has its own.
    let styles = part(&bytes, "xl/styles.xml");
    let styles = styles.split("cellXfs").nth(1).expect("there are styles");
    let marked =
        styles.split("<xf ").skip(1).position(|style| style.contains("quotePrefix")).expect("one is");
    assert_eq!(file.matches(&format!(" s=\"{marked}\"")).count(), 5, "{file}");
    let contents = contents(bytes);
    let texts: Vec<_> = contents["Texts"].0.rows().map(|row| row[0].to_string()).collect();
    let expected = [
        "'=title",
        "'=1+1",
        "'+1",
        "'-1",
        "'@A1",
        "\\t=1",
        "\\r=1",
        "<b>&\\u{0}\\u{b}\u{fffd}",
        "'quoted",
        "plain",
    ]
    .map(str::to_owned);
    assert_eq!(texts, expected);
}

#[test]
fn what_a_spreadsheet_cannot_hold_is_said() {
    let with_rows = |rows: u64| {
        let mut sheet = Tab::new("Runs");
        let table = sheet.sheet(vec![Column::new("run", Kind::Count)]);
        (0..rows).for_each(|_| table.push(vec![Cell::Empty]));
        xlsx_error(sheet, rows < MOST_ROWS)
    };
    // The titles are a row, too.
    assert_eq!(with_rows(MOST_ROWS - 1), None);
    assert_eq!(
        with_rows(MOST_ROWS).as_deref(),
        Some("sheet `Runs` would have 1,048,577 rows, and a spreadsheet holds 1,048,576")
    );

    let with_text = |text: String| {
        let mut sheet = Tab::new("Runs");
        sheet.sheet(vec![Column::new("job", Kind::Text)]).push(vec![text.into()]);
        xlsx_error(sheet, false)
    };
    assert_eq!(with_text("é".repeat(32_767)), None);
    let said = "a text of 32,768 characters in row 2 of sheet `Runs` is too long: a cell of a spreadsheet holds 32,767";
    assert_eq!(with_text("\u{1f600}".repeat(16_384)).as_deref(), Some(said));

    for name in ["", "a/b", "[x]", "'x", "history", "a\nb", "exactly thirty-two characters it"] {
        let error = xlsx_error(Tab::new(name), false).expect(name);
        assert!(error.starts_with(&format!("a sheet cannot be named `{name}`: ")), "{error}");
    }
    let twice = Workbook { title: String::new(), tabs: vec![Tab::new("Runs"), Tab::new("runs")] };
    assert!(matches!(xlsx::write(&twice), Err(Unfit::Name { name, .. }) if name == "runs"));
}

/// What is said about a sheet. Where it is large and fits, it is only looked at.
fn xlsx_error(sheet: Tab, only_look: bool) -> Option<String> {
    let workbook = Workbook { title: String::new(), tabs: vec![sheet] };
    let result = if only_look { workbook.fits() } else { xlsx::write(&workbook).map(|_| ()) };
    result.err().map(|error| error.to_string())
}

// ----------------------------------------------------------------------------------------------------
// What LibreOffice makes of it.

#[test]
fn libreoffice_computes_what_we_computed() {
    let Some(office) = Office::found() else { return };
    let files = [("many.xlsx", 700), ("few.xlsx", 3), ("none.xlsx", 0)]
        .map(|(name, count)| (name, written(&simulation(count, false))));
    let wrong = written(&simulation(700, true));
    for (name, bytes) in &files {
        office.put(name, bytes);
    }
    office.put("wrong.xlsx", &wrong);
    office.convert("xlsx:Calc MS Excel 2007 XML", &["many.xlsx", "few.xlsx", "none.xlsx", "wrong.xlsx"]);

    let check = |ours: &Contents, theirs: &Contents| {
        let places = formulas(ours);
        assert_eq!(places.len(), FORMULAS);
        for (sheet, (row, column), formula) in places {
            let (ours, theirs) = (value(ours, sheet, row, column), value(theirs, sheet, row, column));
            assert!(agree(ours, theirs), "{formula} is {theirs:?}, and we have {ours:?}");
        }
    };
    let [many, few, none] = files.map(|(name, bytes)| (contents(bytes), contents(office.get(name))));
    check(&many.0, &many.1);
    check(&few.0, &few.1);
    check(&none.0, &none.1);
    // That all this was computed, and not only copied, is seen where there is something wrong to copy.
    let (wrong, corrected) = (contents(wrong), contents(office.get("wrong.xlsx")));
    assert!(
        formulas(&wrong)
            .iter()
            .all(|(sheet, (row, column), _)| value(&wrong, sheet, *row, *column) == &Data::Float(777.0))
    );
    check(&many.0, &corrected);
}

#[test]
fn what_libreoffice_saves_as_csv_runs_nothing() {
    let Some(office) = Office::found() else { return };
    office.put("jobs.xlsx", &written(&simulation(40, false)));
    // Commas, quotes, UTF-8, all cells as they are shown, and every sheet.
    office.convert(
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1",
        &["jobs.xlsx"],
    );
    let text = String::from_utf8(office.get("jobs-Runs.csv")).expect("it is UTF-8");
    let rows: Vec<_> =
        csv::Reader::from_reader(text.as_bytes()).into_records().map(|row| row.expect("it is CSV")).collect();
    let jobs: Vec<_> = rows.iter().map(|row| row[0].to_owned()).collect();
    let expected: Vec<_> = JOBS.iter().chain(&JOBS).map(|name| safe(name).into_owned()).collect();
    assert_eq!(jobs, expected);
    let runs = |field: &str| field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert!(!rows.iter().flatten().any(runs), "{text}");
    assert_eq!(&rows[0][3], "2026-10-25 00:30:00");
    assert_eq!([&rows[0][4], &rows[7][4], &rows[14][4]], ["$0.10", "$0.01", "$0.30"]);
    let summary = String::from_utf8(office.get("jobs-Summary.csv")).expect("it is UTF-8");
    // 14 x $0.10 + 14 x $0.0105025 + 12 x $0.3000000001 = $1.40 + $0.147035 + $3.6000000012, and all of it is
    // covered.
    assert!(summary.contains("\nall,40,$5.15,$5.15,$0.00,100.0%\n"), "{summary}");
    assert!(summary.contains("\nalice,$20.00,"), "{summary}");
}

/// Two seats, three cycles, one name that a spreadsheet would run, and two that differ in their capitals.
const SCENARIO: &str = r#"
as_of = 2026-11-01
tz    = "UTC"

[[seat]]
name = "alice"
plan = "max-5x"

[[seat]]
name      = "bob"
plan      = "pro"
spent_usd = "3.10"

[[job]]
name             = "=HYPERLINK(1)"
seat             = "alice"
cost_per_run_usd = "4.00"
cron             = "0 3 * * *"

[[job]]
name             = "Digest"
seat             = "bob"
cost_per_run_usd = "0.0105025"
cron             = "*/30 * * * *"

[[job]]
name             = "digest"
seat             = "bob"
cost_per_run_usd = "0.70"
nightly          = true
"#;

#[test]
fn a_simulation_is_a_workbook_that_computes_its_totals() {
    let sandbox = crate::sandbox::Sandbox::new();
    sandbox.write("team.toml", SCENARIO);
    let run = |args: &[&str]| {
        let output = sandbox
            .creditcalc([&["simulate", "team.toml", "--cycles", "3", "-q"], args].concat())
            .output()
            .expect("it can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let bytes = run(&["--format", "xlsx"]);
    assert_eq!(bytes, run(&["--format", "xlsx"]), "the same question gives the same bytes");
    let answer: serde_json::Value = serde_json::from_slice(&run(&["--json"])).expect("it is JSON");
    let ours = contents(bytes.clone());
    let float = |text: &serde_json::Value| {
        Data::Float(text.as_str().expect("money is text").parse().expect("a number"))
    };
    // Nov, Dec and Jan have 92 nights: 92 x $4.00 + 92 x 48 x $0.0105025 + 92 x $0.70 = $368.00 + $46.37904 +
    // $64.40
    assert_eq!(answer["total"]["cost_usd"], "478.77904");
    for (key, column) in [("cost_usd", 3), ("drawn_usd", 4), ("overflow_usd", 5)] {
        assert!(agree(value(&ours, "Summary", 4, column), &float(&answer["total"][key])), "{key}");
    }
    assert_eq!(value(&ours, "Summary", 1, 0), &Data::String("'=HYPERLINK(1)".to_owned()));
    // 3 jobs and their total in 8 columns, 2 seats in 7 (fees are no formula); beside them the budget.
    let computed: Vec<_> = formulas(&ours).into_iter().filter(|(tab, ..)| *tab != "Budget").collect();
    assert_eq!(computed.len(), 4 * 8 + 2 * 7);

    let Some(office) = Office::found() else { return };
    office.put("team.xlsx", &bytes);
    office.convert("xlsx:Calc MS Excel 2007 XML", &["team.xlsx"]);
    let theirs = contents(office.get("team.xlsx"));
    for (sheet, (row, column), formula) in computed {
        let (ours, theirs) = (value(&ours, sheet, row, column), value(&theirs, sheet, row, column));
        assert!(agree(ours, theirs), "{formula} is {theirs:?}, and we have {ours:?}");
    }
}

/// An installed `LibreOffice`, with settings of its own and two folders for files.
pub(crate) struct Office(tempfile::TempDir);

impl Office {
    /// One, if there is one. If not, it is said, or fails where it must be there.
    pub(crate) fn found() -> Option<Self> {
        if let Err(reason) = Command::new("soffice").arg("--version").output() {
            let is_required = std::env::var_os("REQUIRE_TEST_TOOLS").is_some_and(|value| value == "1");
            assert!(!is_required, "`soffice` cannot be run: {reason}");
            crate::sandbox::say_skipped(&format!(
                "no workbook was opened with an installed LibreOffice: `soffice` cannot be run: {reason}"
            ));
            return None;
        }
        let office = Self(tempfile::TempDir::new().expect("a temporary folder can be made"));
        for folder in ["in", "out", "settings/user", "home"] {
            fs::create_dir_all(office.0.path().join(folder)).expect("the folder is new");
        }
        fs::write(office.0.path().join("settings/user/registrymodifications.xcu"), SETTINGS)
            .expect("the folder was made");
        Some(office)
    }

    pub(crate) fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.path().join("in").join(name), bytes).expect("the folder was made");
    }

    pub(crate) fn get(&self, name: &str) -> Vec<u8> {
        let path = self.0.path().join("out").join(name);
        fs::read(&path).unwrap_or_else(|error| {
            panic!("{}: {error}; there is {:?}", path.display(), crate::sandbox::entries(&path.join("..")))
        })
    }

    /// Opens files and saves them in a format, under the same names.
    pub(crate) fn convert(&self, format: &str, names: &[&str]) {
        let root = self.0.path().canonicalize().expect("the folder was made");
        let output = Command::new("soffice")
            .arg(format!("-env:UserInstallation={}", url(&root.join("settings"))))
            .args(["--headless", "--norestore", "--convert-to", format, "--outdir", "../out"])
            .args(names)
            .current_dir(root.join("in"))
            .env("HOME", root.join("home"))
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("it can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Formulas are computed whenever a file of Excel is opened. Without this `LibreOffice` shows the results
/// that it finds there.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// A path of a temporary folder, which needs no escapes but for spaces.
fn url(path: &Path) -> String {
    format!("file://{}", path.display().to_string().replace(' ', "%20"))
}
