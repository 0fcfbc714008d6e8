//! The shipped tables: every file by itself, the copy that is built into the program, and the survey that the
//! figures were taken from.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use creditcalc::answer::estimate::{Calendar, Estimate};
use creditcalc::calendar::BillingCycle;
use creditcalc::diagnostic::Vocabulary;
use creditcalc::ledger::{Holding, RunSpec, Scenario, estimate};
use creditcalc::pricing::{
    Card, Citation, CreditGrant, FastOffer, Model, NoPrice, PriceTable, Surface, Terms, Via, WantedPlans,
    builtin_files, load,
};
use creditcalc::report::{json, markdown, notes, views};
use creditcalc::schedule::Schedule;
use creditcalc::source::SourceFile;
use creditcalc::units::{Rate, Tokens, Usd};
use creditcalc::usage::{ModelUsage, TokenKind, TokenUsage};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const TODAY: Date = date(2026, 11, 21);
/// The last day on which anybody looked.
const LAST_READ: Date = date(2026, 11, 28);

// ----------------------------------------------------------------------------------------------------
// Every file by itself.

#[test]
fn every_file_is_in_order_by_itself() {
    let files = files();
    assert!(files.len() >= 3, "models of two vendors and plans of one, at least: {files:?}");
    for file in files {
        let name = file.name().to_owned();
        let table = load(&[file], None).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
        let is_of_plans = name.starts_with("pricing/plans/");
        assert_eq!(
            (table.models().is_empty(), table.plans().is_empty()),
            (is_of_plans, !is_of_plans),
            "{name}"
        );
    }
}

#[test]
fn every_figure_names_who_says_so_and_when_somebody_looked() {
    let table = PriceTable::builtin();
    let mut seen = 0;
    let mut look = |what: String, citation: &Citation| {
        seen += 1;
        let source = &citation.source;
        // A page, or in its place a name that says what it was and where it was read of.
        let is_named = source.split_whitespace().count() >= 3;
        assert!(is_address(source) || is_named, "{what}: `{source}` is neither a page nor a name");
        assert!(citation.also.iter().all(|page| is_address(page)), "{what}: {:?}", citation.also);
        assert!(
            (date(2026, 1, 1)..=LAST_READ).contains(&citation.checked),
            "{what} was read on {}",
            citation.checked
        );
    };
    for model in table.models() {
        for terms in terms_of(model) {
            look(format!("{} from {}", model.id, terms.effective_from), &terms.citation);
        }
    }
    for vendor in table.vendors() {
        vendor
            .modifiers
            .iter()
            .for_each(|modifier| look(format!("{:?} of {}", modifier.kind, vendor.id), &modifier.citation));
        vendor.fees.iter().for_each(|fee| look(format!("{:?} of {}", fee.kind, vendor.id), &fee.citation));
        vendor.tokenizers.iter().for_each(|tokenizer| look(tokenizer.id.clone(), &tokenizer.citation));
        vendor.families.iter().for_each(|family| look(family.alias.clone(), &family.citation));
        vendor.unpriced.iter().for_each(|name| look(name.id.clone(), &name.citation));
    }
    for program in table.programs() {
        look(program.id.clone(), &program.citation);
        program
            .history
            .iter()
            .for_each(|change| look(format!("{} from {}", program.id, change.from), &change.citation));
        program.uses.iter().for_each(|rule| look(format!("{}: {}", program.id, rule.reason), &rule.citation));
    }
    for plan in table.plans() {
        look(plan.id.clone(), &plan.citation);
        plan.claims
            .iter()
            .for_each(|claim| look(format!("{} of {}", plan.id, claim.publisher), &claim.citation));
    }
    assert!(seen > 150, "{seen} figures were looked at");
}

#[test]
fn the_prices_of_a_model_follow_each_other_without_overlap_or_gap() {
    for model in PriceTable::builtin().models() {
        assert!(!model.prices.is_empty(), "{}", model.id);
        let terms: Vec<&Terms> = model.prices.iter().map(|price| &price.terms).collect();
        for pair in terms.windows(2) {
            assert!(
                pair[0].effective_from < pair[1].effective_from,
                "{}: in the order of their days",
                model.id
            );
            assert_eq!(
                pair[0].effective_until,
                Some(pair[1].effective_from),
                "{}: one ends where the next begins",
                model.id
            );
        }
        // A model is not taken out of the tables: clouds go on serving what its vendor retired.
        assert_eq!(terms.last().and_then(|terms| terms.effective_until), None, "{}", model.id);
        // Fast mode comes and goes, so it may have gaps, and still never two prices on one day.
        for pair in model.fast.windows(2) {
            let until =
                pair[0].terms.effective_until.expect("a price that is followed by another has an end");
            assert!(until <= pair[1].terms.effective_from, "{}", model.id);
        }
        // It cannot be faster before it is there.
        assert!(
            model.fast.iter().all(|fast| terms[0].effective_from <= fast.terms.effective_from),
            "{}",
            model.id
        );
    }
}

#[test]
fn every_day_of_a_model_has_the_one_price_that_covers_it() {
    for model in PriceTable::builtin().models() {
        let first = model.prices[0].terms.effective_from;
        assert!(model.price_on(first.yesterday().expect("in the calendar")).is_none(), "{}", model.id);
        for price in &model.prices {
            let from = price.terms.effective_from;
            let last = price
                .terms
                .effective_until
                .map_or(date(2030, 1, 1), |until| until.yesterday().expect("in the calendar"));
            for day in [from, last] {
                assert_eq!(
                    model.price_on(day).map(|price| price.terms.effective_from),
                    Some(from),
                    "{} on {day}",
                    model.id
                );
                assert_eq!(
                    model.prices.iter().filter(|price| price.terms.cover(day)).count(),
                    1,
                    "{} on {day}",
                    model.id
                );
            }
        }
    }
}

#[test]
fn no_rate_is_nothing_and_a_band_has_what_its_card_has() {
    let table = PriceTable::builtin();
    let nothing: Rate = "0".parse().expect("it is a rate");
    for model in table.models() {
        for price in &model.prices {
            let kinds = |card: &Card| card.rates().map(|(kind, _)| kind).collect::<BTreeSet<_>>();
            assert!(
                price.card.rates().all(|(_, rate)| rate > nothing),
                "{}: what is not known is left out and never $0",
                model.id
            );
            for band in &price.bands {
                assert!(
                    kinds(&band.card).is_subset(&kinds(&price.card)),
                    "{}: a band has no kinds of its own",
                    model.id
                );
                for (kind, rate) in band.card.rates() {
                    assert!(
                        Some(rate) > price.card.rate(kind),
                        "{}: {kind} is dearer in a longer prompt",
                        model.id
                    );
                }
            }
        }
    }
}

#[test]
fn no_name_means_two_models() {
    let table = PriceTable::builtin();
    let mut names = BTreeSet::new();
    for name in all_names(&table) {
        assert!(names.insert(name.clone()), "`{name}` stands twice");
    }
}

// ----------------------------------------------------------------------------------------------------
// The copy that is built in.

#[test]
fn what_is_built_in_is_what_the_files_say() {
    let (files, built_in) = (files(), builtin_files());
    assert_eq!(
        built_in.iter().map(SourceFile::name).collect::<Vec<_>>(),
        files.iter().map(SourceFile::name).collect::<Vec<_>>()
    );
    assert!(built_in == files, "the texts are those of the files");
    let (packed, read) = (PriceTable::builtin(), load(&files, None).expect("the files are in order"));
    assert_eq!(packed.models(), read.models());
    assert_eq!(packed.vendors(), read.vendors());
    assert_eq!(packed.programs(), read.programs());
    assert_eq!(packed.plans(), read.plans());
}

#[test]
fn what_is_read_for_one_name_is_what_stands_in_all_of_it() {
    let table = PriceTable::builtin();
    let others = [
        "claude-opus-5[1m]",
        "us.anthropic.claude-opus-5[1m]",
        "opus[1m]",
        "claude-opus-6",
        "0",
        "",
        "arn:aws:",
    ]
    .map(str::to_owned);
    for name in all_names(&table).into_iter().chain(others) {
        // Found or not, it is the same answer, the name that was perhaps meant included.
        assert_eq!(
            PriceTable::builtin_for(&[&name], WantedPlans::All, TODAY).resolve(&name, TODAY),
            table.resolve(&name, TODAY),
            "{name}"
        );
    }
    // A name that moves meant another model then.
    for name in ["fable", "opus", "sonnet", "haiku"] {
        let then = date(2026, 9, 1);
        assert_eq!(
            PriceTable::builtin_for(&[name], WantedPlans::All, then).resolve(name, then),
            table.resolve(name, then),
            "{name}"
        );
    }
    let part = PriceTable::builtin_for(&["claude-opus-5"], WantedPlans::All, TODAY);
    assert!(part.models().len() < table.models().len(), "only a part is read");
    assert_eq!(part.digest(), table.digest());
    // A family is decided among its vendor's models, and so is a name in a region.
    for name in ["opus", "us.anthropic.claude-opus-5"] {
        let part = PriceTable::builtin_for(&[name], WantedPlans::All, TODAY);
        assert!(part.models().iter().all(|model| model.vendor == "anthropic"), "{name}");
    }
}

#[test]
fn an_answer_from_a_part_of_the_tables_is_the_answer_from_all_of_them() {
    let table = PriceTable::builtin();
    for model in table.models() {
        let part = PriceTable::builtin_for(&[&model.id], WantedPlans::Usual, TODAY);
        assert!(part.program("zed-tokens").is_none(), "plans of other vendors are not read");
        for program in ["agent-sdk-credit", "api-credit"] {
            assert_eq!(
                everything_about(&part, &model.id, program),
                everything_about(&table, &model.id, program),
                "{}",
                model.id
            );
        }
    }
}

/// All that is shown about a job: every plan, every line of the arithmetic with its source, and the JSON.
fn everything_about(table: &PriceTable, model: &str, program: &str) -> String {
    let program = table.program(program).expect(program);
    let usage = TokenUsage::NONE
        .with(TokenKind::Input, Tokens::new(300_000))
        .with(TokenKind::Output, Tokens::new(9_000));
    let scenario = Scenario {
        run: RunSpec::Used(vec![ModelUsage::new(model, usage)]),
        schedule: Schedule::NIGHTLY,
        cycle: BillingCycle::calendar_month(TODAY).expect("in the calendar"),
        zone: TimeZone::UTC,
        from: None,
        as_of: TODAY,
        program,
        is_program_named: false,
        plans: table
            .plans_of(program)
            .map(|plan| Holding::of_plan(plan, &[]).expect("no seats are asked for"))
            .collect(),
        surface: Surface::ClaudeP,
        auth: None,
        spent: Usd::ZERO,
        exhaustion: None,
        is_fee_paid: false,
    };
    let answer = match estimate(table, &scenario) {
        Ok(answer) => answer,
        // Its vendor refuses it by now.
        Err(reason @ NoPrice::Retired { .. }) => {
            return format!("{:?}", reason.diagnostic(Vocabulary::Flags));
        }
        Err(reason) => panic!("every model has a price today: {reason}"),
    };
    let said: Vec<String> = answer.notes.iter().map(notes::sentence).collect();
    let published = Estimate::of(table, &scenario, &answer, said, Calendar::LeftOut);
    let mut page = views::estimate(&published, &answer, &scenario);
    views::explain(&mut page, &answer, &scenario);
    markdown::draw(&page) + &json::write(&published)
}

#[test]
fn the_digest_is_one_of_the_texts() {
    let table = PriceTable::builtin();
    let digits = table.digest().strip_prefix("sha256:").expect("it says what kind of digest it is");
    assert_eq!(digits.len(), 64, "{digits}");
    assert!(digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)), "{digits}");
    // One figure that differs is another digest; the same texts are the same.
    let files = files();
    let digest = |files: &[SourceFile]| {
        load(files, None).map(|table| table.digest().to_owned()).expect("the files are in order")
    };
    let mut other = files.clone();
    other[0] = SourceFile::new(files[0].name().to_owned(), files[0].text().replace("\"8.00\"", "\"8.01\""));
    assert_eq!(digest(&files), digest(&files));
    assert_ne!(digest(&files), digest(&other));
}

// ----------------------------------------------------------------------------------------------------
// What others published.

#[test]
fn what_the_published_articles_say_is_kept_beside_the_figures_used() {
    let table = PriceTable::builtin();
    let june = table.default_program().expect("one is the default");
    // The five articles on the June credit, and the three sums that each gives or does not give for the
    // individual plans. Where an article does not name a plan and says nothing that could be taken for it,
    // there is no claim.
    let articles = [
        ("ProxyLLM", [Some("20"), Some("100"), Some("200")]),
        ("OpenClawRadar", [Some("20"), Some("100"), Some("200")]),
        ("The New Stack", [Some("20"), Some("100"), Some("200")]),
        // It gives Max 5x twice the figure that was announced.
        ("AXBrief", [Some("20"), Some("200"), None]),
        ("AI 4U", [Some("20"), None, Some("200")]),
    ];
    for (publisher, claims) in articles {
        for (plan, claimed) in ["pro", "max-5x", "max-20x"].into_iter().zip(claims) {
            let plan = table.plan(june, plan).expect(plan);
            let claim = plan.claims.iter().find(|claim| claim.publisher == publisher);
            let credit = claim.and_then(|claim| claim.credit);
            assert_eq!(
                credit,
                claimed.map(|amount| amount.parse::<Usd>().expect(amount)),
                "{publisher} on {}",
                plan.id
            );
        }
    }
}

#[test]
fn every_plan_with_a_credit_is_claimed_by_its_own_vendor_with_that_figure() {
    for plan in PriceTable::builtin().plans() {
        let official = plan.claims.iter().find(|claim| claim.publisher.starts_with("Anthropic help center"));
        if let (CreditGrant::Fixed(used), Some(official)) = (&plan.grant, official) {
            assert_eq!(official.credit, Some(*used), "{} of {}", plan.id, plan.program);
        }
    }
}

// ---------------------------------------------------------------------------------------------------- The
// survey that the figures were taken from. It is not part of the project, so it is compared only where it
// lies beside it.

#[test]
fn every_figure_of_the_survey_stands_in_the_tables() {
    let Some(survey) = survey() else { return };
    let table = PriceTable::builtin();
    let mut compared = 0;
    for surveyed in tables(&survey, "model") {
        let id = text(surveyed, "id");
        let model = table
            .models()
            .iter()
            .find(|model| model.id == id)
            .unwrap_or_else(|| panic!("`{id}` is not in the tables"));
        assert_eq!(model.vendor, text(surveyed, "vendor"), "{id}");
        // What somebody read later is no longer what the survey says; `figures_of_november` has it.
        if terms_of(model).any(|terms| terms.citation.checked > TODAY) {
            continue;
        }
        let prices = tables(surveyed, "rate");
        assert_eq!(model.prices.len(), prices.len(), "{id} has as many prices");
        for (price, rate) in model.prices.iter().zip(prices) {
            compare_days(id, &price.terms, rate);
            compare_card(id, &price.card, rate);
            assert_eq!(price.bands.len(), tables(rate, "band").len(), "{id} has as many bands");
            for (band, surveyed) in price.bands.iter().zip(tables(rate, "band")) {
                assert_eq!(band.prompt_tokens_over.to_string(), number(surveyed, "prompt_over"), "{id}");
                compare_card(id, &band.card, surveyed);
            }
            compared += 1;
        }
        let cards = tables(surveyed, "fast");
        assert_eq!(model.fast.len(), cards.len(), "{id} has as many fast cards");
        for (fast, surveyed) in model.fast.iter().zip(cards) {
            compare_days(id, &fast.terms, surveyed);
            match fast.offer.clone() {
                FastOffer::Multiple { multiplier, .. } => {
                    assert_eq!(Ok(multiplier), text(surveyed, "multiplier").parse(), "{id} at fast speed");
                }
                FastOffer::Card { card, bands } => {
                    compare_card(id, &card, surveyed);
                    assert_eq!(
                        bands.len(),
                        tables(surveyed, "band").len(),
                        "{id} has as many bands at fast speed"
                    );
                    for (band, surveyed) in bands.iter().zip(tables(surveyed, "band")) {
                        assert_eq!(
                            band.prompt_tokens_over.to_string(),
                            number(surveyed, "prompt_over"),
                            "{id}"
                        );
                        compare_card(id, &band.card, surveyed);
                    }
                }
            }
            compared += 1;
        }
    }
    let is_later = |model: &&Model| terms_of(model).all(|terms| terms.citation.checked > TODAY);
    let surveyed =
        |model: &&Model| tables(&survey, "model").iter().any(|known| text(known, "id") == model.id);
    for model in table.models().iter().filter(|model| !is_later(model)) {
        assert!(surveyed(&model), "{} stands in the tables and was not found", model.id);
    }
    assert!(compared >= 45, "{compared} cards were compared");
}

#[test]
fn every_name_of_the_survey_is_found() {
    let Some(survey) = survey() else { return };
    let table = PriceTable::builtin();
    let mut found = 0;
    for surveyed in tables(&survey, "model") {
        let id = text(surveyed, "id");
        let names = ["aliases", "cloud_ids"]
            .into_iter()
            .flat_map(|key| list(surveyed, key))
            .filter_map(DeValue::as_str);
        for name in names.chain([id]) {
            assert_eq!(table.resolve(name, TODAY).map(|found| found.model.id.as_str()), Ok(id), "{name}");
            found += 1;
        }
    }
    assert!(found >= 100, "{found} names were looked up");
    for family in tables(&survey, "family_alias") {
        let newest = tables(family, "resolves").pop().expect("a family has members");
        let resolved =
            table.resolve(text(family, "alias"), TODAY).expect("a family has a member with a price");
        assert_eq!(
            (resolved.model.id.as_str(), matches!(resolved.via, Via::Family { .. })),
            (text(newest, "model"), true)
        );
    }
}

#[test]
fn the_modifiers_and_fees_of_the_survey_stand_in_the_tables() {
    let Some(survey) = survey() else { return };
    let table = PriceTable::builtin();
    let vendor = |entry: &DeTable<'static>| {
        table
            .vendors()
            .iter()
            .find(|vendor| vendor.id == text(entry, "vendor"))
            .expect("it is in the tables")
            .clone()
    };
    for surveyed in tables(&survey, "modifier") {
        let word = match text(surveyed, "name") {
            "batch" | "batch_or_flex" => "batch",
            "inference_geo_us" => "us-only",
            "bedrock_or_google_regional" | "regional_processing" => "regional",
            other => panic!("the survey has a new modifier, `{other}`"),
        };
        let vendor = vendor(surveyed);
        let modifier = vendor.modifiers.iter().find(|modifier| modifier.id == word).expect(word);
        assert_eq!(Ok(modifier.multiplier), text(surveyed, "multiplier").parse(), "{word} of {}", vendor.id);
        assert_eq!(
            modifier.effective_from.map(|day| day.to_string()),
            day(surveyed, "from"),
            "{word} of {}",
            vendor.id
        );
    }
    for surveyed in tables(&survey, "fee") {
        // "1000 searches", "fetch", "container hour": the number is one where none is written.
        let per: u64 =
            text(surveyed, "per").split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(1);
        let vendor = vendor(surveyed);
        let amount: Usd = text(surveyed, "usd").parse().expect("it is an amount");
        let known = vendor
            .fees
            .iter()
            .any(|fee| text(surveyed, "name").ends_with(fee.kind.word()) && fee.cost_of(per) == Ok(amount));
        assert!(known, "{surveyed:?}");
    }
}

/// The survey, where it lies beside the project; elsewhere there is nothing to compare with, which is said.
fn survey() -> Option<DeTable<'static>> {
    static TEXT: LazyLock<std::io::Result<String>> = LazyLock::new(|| {
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/facts/rates.toml"))
    });
    match &*TEXT {
        Ok(text) => Some(DeTable::parse(text).expect("the survey is TOML").into_inner()),
        Err(reason) => {
            // Past the test runner's capture, which would keep it to itself while nothing fails.
            let line = format!(
                "SKIPPED: nothing was compared with the survey of rates, ../shared/facts/rates.toml: {reason}\n"
            );
            std::io::stderr().write_all(line.as_bytes()).expect("somebody hears it");
            None
        }
    }
}

fn compare_days(id: &str, terms: &Terms, surveyed: &DeTable<'static>) {
    assert_eq!(Some(terms.effective_from.to_string()), day(surveyed, "from"), "{id}");
    // Where the survey leaves the end open and another price follows, the tables end it there.
    if let Some(until) = day(surveyed, "until") {
        assert_eq!(terms.effective_until.map(|day| day.to_string()), Some(until), "{id}");
    }
    assert_eq!(terms.promotion, flag(surveyed, "promotion"), "{id}");
    assert_eq!(terms.review_on.map(|day| day.to_string()), day(surveyed, "review_on"), "{id}");
    assert_eq!(terms.citation.source, text(surveyed, "source"), "{id}");
    assert!(
        text(surveyed, "certainty").starts_with(terms.certainty.word()),
        "{id}: {}",
        terms.certainty.word()
    );
}

/// The same rates, and no others.
fn compare_card(id: &str, card: &Card, surveyed: &DeTable<'static>) {
    for kind in TokenKind::ALL {
        let rate = value(surveyed, kind.id())
            .and_then(DeValue::as_str)
            .map(|rate| rate.parse::<Rate>().expect(rate));
        assert_eq!(card.rate(kind), rate, "{id}: {kind}");
    }
}

fn value<'t>(table: &'t DeTable<'static>, key: &str) -> Option<&'t DeValue<'static>> {
    table.iter().find(|(known, _)| known.get_ref() == key).map(|(_, value)| value.get_ref())
}

fn list<'t>(table: &'t DeTable<'static>, key: &'static str) -> impl Iterator<Item = &'t DeValue<'static>> {
    value(table, key)
        .and_then(DeValue::as_array)
        .into_iter()
        .flat_map(|items| items.iter())
        .map(Spanned::get_ref)
}

fn tables<'t>(table: &'t DeTable<'static>, key: &'static str) -> Vec<&'t DeTable<'static>> {
    list(table, key).filter_map(DeValue::as_table).collect()
}

fn text<'t>(table: &'t DeTable<'static>, key: &str) -> &'t str {
    value(table, key).and_then(DeValue::as_str).unwrap_or_else(|| panic!("{table:?} has no `{key}`"))
}

fn number(table: &DeTable<'static>, key: &str) -> String {
    let number =
        value(table, key).and_then(DeValue::as_integer).unwrap_or_else(|| panic!("{table:?} has no `{key}`"));
    number.as_str().to_owned()
}

fn flag(table: &DeTable<'static>, key: &str) -> bool {
    value(table, key).and_then(DeValue::as_bool).unwrap_or(false)
}

fn day(table: &DeTable<'static>, key: &str) -> Option<String> {
    value(table, key).map(|day| day.as_datetime().expect("it is a day").to_string())
}

// ----------------------------------------------------------------------------------------------------

/// The files as they lie in the project, under the names that the program has for them.
fn files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["pricing/models", "pricing/plans"] {
        let entries = fs::read_dir(root.join(folder)).expect("the project has its tables");
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.expect("a folder can be read to its end").path()).collect();
        paths.sort();
        for path in paths {
            let name =
                path.file_name().and_then(|name| name.to_str()).expect("the tables are named in plain text");
            files.push(SourceFile::new(
                format!("{folder}/{name}"),
                fs::read_to_string(&path).expect("a table is text"),
            ));
        }
    }
    files
}

/// Every name that the tables know, whatever it is a name of.
fn all_names(table: &PriceTable) -> Vec<String> {
    let models = table.models().iter().flat_map(Model::names).map(str::to_owned);
    let families =
        table.vendors().iter().flat_map(|vendor| &vendor.families).map(|family| family.alias.clone());
    let unpriced = table.vendors().iter().flat_map(|vendor| &vendor.unpriced).map(|name| name.id.clone());
    models.chain(families).chain(unpriced).collect()
}

fn terms_of(model: &Model) -> impl Iterator<Item = &Terms> {
    model.prices.iter().map(|price| &price.terms).chain(model.fast.iter().map(|fast| &fast.terms))
}

fn is_address(source: &str) -> bool {
    source
        .strip_prefix("https://")
        .or_else(|| source.strip_prefix("http://"))
        .is_some_and(|rest| rest.contains('.'))
}

#[test]
fn the_samples_of_the_format_are_files_in_order() {
    let readme = include_str!("../../pricing/README.md");
    let blocks: Vec<&str> = readme
        .split("```toml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().expect("a block ends"))
        .collect();
    assert_eq!(blocks.len(), 2, "one sample of models and one of plans");
    let files: Vec<SourceFile> = blocks
        .iter()
        .enumerate()
        .map(|(index, block)| SourceFile::new(format!("{index}.toml"), (*block).to_owned()))
        .collect();
    for file in &files {
        if let Err(faults) = load(std::slice::from_ref(file), Some(&PriceTable::builtin())) {
            panic!("{faults:#?}");
        }
    }
}
