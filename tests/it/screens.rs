//! The screens of a terminal, at several widths: nothing is wider than the terminal, ids stay whole, bars are where
//! there is room for them, and at most three lines stand under a table.

use creditcalc::report::{Bar, Block, Cell, Column, Emphasis, Group, Kind, Page, Role, Sheet};
use creditcalc::report::{Charset, Look, text};

const WIDTHS: [u16; 4] = [60, 80, 100, 140];

fn at(width: u16) -> Look {
    Look { width: Some(width), ..Look::default() }
}

fn draw(sheet: Sheet, look: Look) -> String {
    let mut page = Page::new();
    page.add(Block::Table(sheet));
    text::draw(&page, look)
}

fn widest(drawn: &str) -> usize {
    drawn.lines().map(|line| line.chars().count()).max().unwrap_or_default()
}

/// Plans with a bar and figures under two programs, as the tables of answers are.
fn plans() -> Sheet {
    let june = Group { title: "June credit, never started".into(), short: "June".into() };
    let today = Group { title: "today: API credit, with an API key".into(), short: "today".into() };
    let mut sheet = Sheet::new(
        "",
        vec![
            Column::of_page("plan", Kind::Text),
            Column::of_page("credit", Kind::Money).in_group(Some(&june)).of_rank(1),
            Column::bar().in_group(Some(&june)).of_rank(2),
            Column::of_page("nights", Kind::Part).in_group(Some(&june)),
            Column::of_page("over", Kind::Money).in_group(Some(&june)),
            Column::of_page("nights", Kind::Part).in_group(Some(&today)),
            Column::of_page("over", Kind::Money).in_group(Some(&today)),
            Column::of_page("", Kind::Text).in_group(Some(&today)),
        ],
    );
    for (plan, part, remark) in [("pro", 5, "no credit"), ("max-20x", 30, "$80.00 left over")] {
        let nights = || Cell::Part(part, 30).shown(format!("{part}/30"));
        sheet.push(vec![
            Cell::from(plan).marked(Emphasis::Strong),
            Cell::from("$200"),
            Cell::Bar(Bar::new(part, 30)),
            nights().marked(Emphasis::Partly),
            "$100.00".into(),
            nights(),
            "-".into(),
            remark.into(),
        ]);
    }
    sheet
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in WIDTHS {
        let drawn = draw(plans(), at(width));
        assert!(widest(&drawn) <= width.into(), "{width}:\n{drawn}");
        for whole in ["max-20x", "30/30", "$100.00"] {
            assert!(drawn.contains(whole), "{width}: {whole}\n{drawn}");
        }
    }
}

#[test]
fn bars_are_drawn_where_there_is_room_for_them() {
    let has_bars = |drawn: &str| drawn.contains(['█', '░']);
    assert!(has_bars(&draw(plans(), at(80))));
    assert!(has_bars(&draw(plans(), at(140))));
    assert!(!has_bars(&draw(plans(), at(79))), "a narrow terminal");
    assert!(!has_bars(&draw(plans(), Look::default())), "a pipe");
}

#[test]
fn a_terminal_without_such_letters_gets_others() {
    let drawn = draw(plans(), Look { charset: Charset::Ascii, ..at(100) });
    assert!(drawn.is_ascii(), "{drawn}");
    assert!(drawn.contains("##..........."), "{drawn}");
}

#[test]
fn words_are_cut_and_ids_are_not() {
    let mut sheet = Sheet::new(
        "",
        vec![
            Column::of_page("plan", Kind::Text),
            Column::of_page("model", Kind::Text),
            Column::of_page("about", Kind::Text),
            Column::of_page("total", Kind::Money),
        ],
    );
    let model = "claude-sonnet-5-5-with-a-long-name";
    sheet.push(vec!["max-20x".into(), model.into(), "words ".repeat(20).trim().into(), "$1,234.56".into()]);
    for width in WIDTHS {
        let drawn = draw(sheet.clone(), at(width));
        assert!(widest(&drawn) <= width.into(), "{width}:\n{drawn}");
        assert!(drawn.contains(model) && drawn.contains("$1,234.56"), "{width}:\n{drawn}");
        // Where there is no room for a few of its letters, a column of words is left out.
        assert_eq!(drawn.contains('…'), width > 60, "{width}:\n{drawn}");
    }
    assert!(!draw(sheet, Look { explains: true, ..at(80) }).contains('…'), "--explain shows every word");
}

#[test]
fn another_table_stands_where_one_is_too_wide() {
    let wide = (0..12).map(|_| Column::of_page("total", Kind::Money)).collect();
    let mut wide = Sheet::new("", wide);
    wide.push((0..12).map(|_| "$1,000.00".into()).collect());
    let mut narrow = Sheet::new("", vec![Column::of_page("all", Kind::Money)]);
    narrow.push(vec!["$12,000.00".into()]);
    let sheet = wide.or_narrow(narrow);
    assert!(draw(sheet.clone(), at(140)).contains("$1,000.00"));
    assert_eq!(draw(sheet, at(60)), "       all\n$12,000.00\n");
}

#[test]
fn colours_are_those_of_cells() {
    let drawn = draw(plans(), Look { color: true, ..at(100) });
    assert!(drawn.contains("\u{1b}[1mpro\u{1b}[0m"), "{drawn:?}");
    assert!(drawn.contains("\u{1b}[33m5/30\u{1b}[0m"), "{drawn:?}");
    assert!(drawn.contains("\u{1b}[2mcredit\u{1b}[0m"), "{drawn:?}");
    let plain = draw(plans(), at(100));
    assert!(plain.chars().all(|letter| letter == '\n' || !letter.is_control()), "{plain:?}");
    assert!(!plain.contains(|letter| ('\u{2060}'..='\u{206f}').contains(&letter)), "no mark is left");
}

#[test]
fn the_emphasis_of_a_row_is_shown_in_one_cell() {
    let mut sheet = Sheet::of_page(&[("job", Kind::Text), ("covered", Kind::Part), ("cost", Kind::Money)]);
    sheet.push_with(vec!["a".into(), Cell::Part(5, 30), "$4.00".into()], Emphasis::Bad);
    let drawn = draw(sheet, Look { color: true, ..at(100) });
    assert_eq!(drawn.lines().nth(1), Some("a    \u{1b}[31m5 of 30\u{1b}[0m  $4.00"));
}

#[test]
fn three_lines_stand_under_a_table() {
    let mut page = Page::new();
    page.add(Block::Table(plans()));
    for text in ["One.", "Two.", "Three.", "Four."] {
        page.text(text);
    }
    page.assumed("Assumed: five.");
    page.caution("Zero.");
    let under = |look: Look| text::draw(&page, look).split("\n\n").skip(1).collect::<Vec<_>>().join("\n\n");
    assert_eq!(under(Look::default()), "Zero.\nOne.\n4 more notes: --explain\n");
    let all = "Zero.\nOne.\nTwo.\nThree.\nFour.\n\nAssumed: five.\n";
    assert_eq!(under(Look { explains: true, ..Look::default() }), all);
}

#[test]
fn a_blank_line_stands_between_the_answer_and_what_was_assumed() {
    let mut page = Page::new();
    page.add(Block::Table(plans()));
    page.assumed("Assumed: calendar month.");
    page.note(Role::Today, "Signed in with your plan, runs cost nothing extra.");
    page.text("Starting tonight: 3 nights left.");
    let drawn = text::draw(&page, Look { color: true, ..Look::default() });
    assert!(
        drawn.ends_with(
            "\n\nStarting tonight: 3 nights left.\n\nSigned in with your plan, runs cost nothing extra.\n\n\
             \u{1b}[2mAssumed: calendar month.\u{1b}[0m\n"
        ),
        "{drawn:?}"
    );
}

#[test]
fn what_does_something_in_a_terminal_does_nothing() {
    let mut sheet = Sheet::of_page(&[("job", Kind::Text), ("cost", Kind::Money)]);
    sheet.push(vec!["\u{1b}[31mred\u{206f}\u{202e}".into(), "$4.00".into()]);
    let drawn = draw(sheet, at(80));
    assert!(drawn.contains("\\u{1b}[31mred\\u{206f}\\u{202e}"), "{drawn:?}");
}
