//! From texts to a table that can be trusted, or everything that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::PriceTable;
use super::model::Model;
use super::overlay::{self, WrittenNames};
use super::plan::{ANY_VENDOR, CreditGrant, Plan, Program};
use super::price_factor::PriceFactor;
use super::price_file::PriceFile;
use super::read_models::{self, ModelFile};
use super::read_plans::{self, PlacedPlan, PlanFile};
use super::table::Index;
use super::vendor::{Modifier, Vendor};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::SourceFile;
use crate::toml::document::Node;
use crate::toml::{Faults, Fields, Placed};

/// What is said where a file does not say that it is a price file.
pub(crate) const BEGIN: &str =
    "begin the file with `format = \"creditcalc.models/1\"` or `format = \"creditcalc.plans/1\"`";

/// Whether a text says that it is a price file, by the value of its `format`: such a one may be quoted.
pub(crate) fn is_price_file(text: &str) -> bool {
    ["creditcalc.models/", "creditcalc.plans/"].iter().any(|format| text.contains(format))
}

/// Reads price files, laid over `base`: a table that can be trusted, or everything that is wrong with them.
///
/// A model, a program or a plan of the files takes the place of the one of the same id in `base`.
///
/// # Errors
///
/// With every fault of every file, in their order.
pub fn load(files: &[SourceFile], base: Option<&PriceTable>) -> Result<PriceTable, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let mut readings: Vec<(SourceFile, Reading)> = Vec::new();
    for file in files {
        let mut faults = Faults::new(file, &PriceFile);
        if let Some(root) = faults.parse() {
            readings.extend(Reading::of(&root, &mut faults).map(|reading| (file.clone(), reading)));
        }
        diagnostics.extend(faults.into_list());
    }
    Names::collect(&readings, base).check(&readings, base, &mut diagnostics);
    if !diagnostics.is_empty() {
        Diagnostic::sort_by_place(&mut diagnostics);
        return Err(diagnostics);
    }
    let mut written = BTreeMap::new();
    for (_, reading) in &mut readings {
        if let Reading::Models(file) = reading {
            written.append(&mut file.written);
        }
    }
    let table = assemble(readings.into_iter().map(|(_, reading)| reading), digest(files, base));
    let table = match base {
        Some(base) => table.over(base, &written),
        None => table,
    };
    too_many_standing(&table)?;
    Ok(table)
}

/// What is said where every request of a vendor has more modifiers than fit beside each other.
fn too_many_standing(table: &PriceTable) -> Result<(), Vec<Diagnostic>> {
    let most = Modifier::STANDING_MAX;
    let standing =
        |vendor: &&Vendor| vendor.modifiers.iter().filter(|modifier| modifier.kind.is_none()).count() > most;
    let Some(vendor) = table.vendors.iter().find(standing) else { return Ok(()) };
    let title = format!("{} has more than {most} modifiers of its own", vendor.id);
    Err(vec![Diagnostic::new(Code::PriceEntryTwice, title).help("write their product as one")])
}

fn digest(files: &[SourceFile], base: Option<&PriceTable>) -> String {
    let mut digest = Sha256::new();
    digest.update(base.map_or("", PriceTable::digest));
    for file in files {
        digest.update([0]);
        digest.update(file.text());
    }
    let mut name = "sha256:".to_owned();
    for byte in digest.finalize() {
        write!(name, "{byte:02x}").expect("a text takes every number");
    }
    name
}

#[derive(Debug)]
enum Reading {
    Models(ModelFile),
    Plans(PlanFile),
}

impl Reading {
    /// Reads a file by what its `format` says it is.
    fn of(root: &Node<'_>, faults: &mut Faults<'_>) -> Option<Self> {
        #[derive(Clone, Copy)]
        enum Format {
            Models,
            Plans,
        }
        let mut fields = Fields::of(root, "a pricing file", faults)?;
        if !fields.key("format").is_written() {
            fields
                .faults
                .add(Code::NoPriceFormat, "this price file has no `format`", &(0..0), "")
                .way_out(BEGIN);
            return None;
        }
        let formats = [("creditcalc.models/1", Format::Models), ("creditcalc.plans/1", Format::Plans)];
        match fields.key("format").word(&formats)?.value {
            Format::Models => read_models::read(root, faults).map(Self::Models),
            Format::Plans => read_plans::read(root, faults).map(Self::Plans),
        }
    }
}

/// Puts what was read together.
fn assemble(readings: impl IntoIterator<Item = Reading>, digest: String) -> PriceTable {
    let mut table = PriceTable {
        vendors: Vec::new(),
        models: Vec::new(),
        programs: Vec::new(),
        plans: Vec::new(),
        digest,
        replaced: Vec::new(),
        price_factor: PriceFactor::default(),
        index: Index::default(),
    };
    for reading in readings {
        match reading {
            Reading::Models(file) => {
                table.add_vendor(file.vendor);
                table.models.extend(file.models.into_iter().map(|model| model.value));
            }
            Reading::Plans(file) => {
                table.programs.extend(file.programs.into_iter().map(|program| program.value));
                table.plans.extend(file.plans.into_iter().map(|plan| plan.plan));
            }
        }
    }
    table
}

impl PriceTable {
    /// This table laid over `base`: what is here wins, and the rest of `base` stays.
    fn over(mut self, base: &Self, written: &BTreeMap<String, WrittenNames>) -> Self {
        for vendor in &base.vendors {
            self.add_vendor(vendor.clone());
        }
        let names: BTreeSet<String> =
            self.models.iter().flat_map(|model| model.names().map(str::to_owned)).collect();
        self.replaced.clone_from(&base.replaced);
        for model in &mut self.models {
            let Some(old) = base.models.iter().find(|old| old.id == model.id) else { continue };
            let written = written.get(&model.id).copied().unwrap_or_default();
            self.replaced.push(overlay::lay(model, old, written, |name| names.contains(name)));
        }
        let stays = |model: &&Model| !self.models.iter().any(|own| own.id == model.id);
        let rest: Vec<_> = base.models.iter().filter(stays).cloned().collect();
        self.models.extend(rest);
        let stays = |program: &&Program| !self.programs.iter().any(|own| own.id == program.id);
        let rest: Vec<_> = base.programs.iter().filter(stays).cloned().collect();
        self.programs.extend(rest);
        let stays =
            |plan: &&Plan| !self.plans.iter().any(|own| own.program == plan.program && own.id == plan.id);
        let rest: Vec<_> = base.plans.iter().filter(stays).cloned().collect();
        self.plans.extend(rest);
        self.index = Index::default();
        self
    }

    /// Adds what a file says of a vendor; what an earlier file said of the same thing wins.
    pub(super) fn add_vendor(&mut self, vendor: Vendor) {
        let Some(own) = self.vendors.iter_mut().find(|own| own.id == vendor.id) else {
            self.vendors.push(vendor);
            return;
        };
        add_missing(&mut own.token_kinds, vendor.token_kinds, |one, other| one == other);
        add_missing(&mut own.modifiers, vendor.modifiers, |one, other| one.id == other.id);
        add_missing(&mut own.fees, vendor.fees, |one, other| one.kind == other.kind);
        add_missing(&mut own.tokenizers, vendor.tokenizers, |one, other| one.id == other.id);
        add_missing(&mut own.families, vendor.families, |one, other| one.alias == other.alias);
        add_missing(&mut own.unpriced, vendor.unpriced, |one, other| one.id == other.id);
    }
}

fn add_missing<T>(list: &mut Vec<T>, more: Vec<T>, same: impl Fn(&T, &T) -> bool) {
    for item in more {
        if !list.iter().any(|own| same(own, &item)) {
            list.push(item);
        }
    }
}

/// The names that entries may rely on.
struct Names<'r> {
    models: BTreeSet<&'r str>,
    tokenizers: Vec<&'r str>,
    programs: Vec<&'r str>,
    plans: Vec<&'r Plan>,
    /// Those of the models.
    vendors: BTreeSet<&'r str>,
}

impl<'r> Names<'r> {
    fn collect(readings: &'r [(SourceFile, Reading)], base: Option<&'r PriceTable>) -> Self {
        let mut names = Self {
            models: BTreeSet::new(),
            tokenizers: Vec::new(),
            programs: Vec::new(),
            plans: Vec::new(),
            vendors: BTreeSet::new(),
        };
        for (_, reading) in readings {
            match reading {
                Reading::Models(file) => {
                    // A model with a fault of its own is still there; what relies on it has no fault.
                    names.vendors.insert(&file.vendor.id);
                    names.models.extend(file.names.iter().map(|name| name.value.as_str()));
                    names
                        .tokenizers
                        .extend(file.vendor.tokenizers.iter().map(|tokenizer| tokenizer.id.as_str()));
                }
                Reading::Plans(file) => {
                    names.programs.extend(file.program_ids.iter().map(String::as_str));
                    names.plans.extend(file.plans.iter().map(|plan| &plan.plan));
                }
            }
        }
        if let Some(base) = base {
            names.vendors.extend(base.vendors.iter().map(|vendor| vendor.id.as_str()));
            names.models.extend(base.models.iter().map(|model| model.id.as_str()));
            names.tokenizers.extend(
                base.vendors
                    .iter()
                    .flat_map(|vendor| &vendor.tokenizers)
                    .map(|tokenizer| tokenizer.id.as_str()),
            );
            names.programs.extend(base.programs.iter().map(|program| program.id.as_str()));
            names.plans.extend(&base.plans);
        }
        names
    }

    fn check(
        &self,
        readings: &[(SourceFile, Reading)],
        base: Option<&PriceTable>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let mut model_names: BTreeMap<&str, (&SourceFile, &Placed<String>)> = BTreeMap::new();
        let mut program_ids: BTreeMap<&str, (&SourceFile, &Placed<Program>)> = BTreeMap::new();
        let mut plan_names: BTreeMap<(&str, &str), (&SourceFile, &Placed<String>)> = BTreeMap::new();
        let mut default: Option<(&SourceFile, &Placed<Program>)> = None;
        let mut charges: BTreeMap<(&str, &str, &str), &SourceFile> = BTreeMap::new();
        for (file, reading) in readings {
            match reading {
                Reading::Models(models) => {
                    for name in &models.names {
                        if let Some(earlier) = model_names.insert(&name.value, (file, name)) {
                            diagnostics.push(twice(
                                &format!("the name `{}`", name.value),
                                file,
                                &name.span,
                                earlier.0,
                                &earlier.1.span,
                            ));
                        }
                    }
                    let vendor = &models.vendor;
                    let modifiers =
                        vendor.modifiers.iter().map(|modifier| ("modifier", modifier.id.as_str()));
                    let fees = vendor.fees.iter().map(|fee| ("fee", fee.kind.word()));
                    let tokenizers =
                        vendor.tokenizers.iter().map(|tokenizer| ("tokenizer", tokenizer.id.as_str()));
                    for (what, word) in modifiers.chain(fees).chain(tokenizers) {
                        // Twice in one file is reported at its place, by the reader of that file.
                        if let Some(other) =
                            charges.insert((&vendor.id, what, word), file).filter(|other| *other != file)
                        {
                            let title = format!("the {what} `{word}` of {} is in two files", vendor.id);
                            let fault = Diagnostic::new(Code::PriceEntryTwice, title).note(format!(
                                "in {} and in {}",
                                other.name(),
                                file.name()
                            ));
                            diagnostics.push(fault.help("remove one of them"));
                        }
                    }
                    self.check_models(file, models, diagnostics);
                    check_against_base(file, models, base, diagnostics);
                }
                Reading::Plans(plans) => {
                    self.check_vendors(file, plans, diagnostics);
                    for program in &plans.programs {
                        if let Some(earlier) = program_ids.insert(&program.value.id, (file, program)) {
                            let what = format!("the program `{}`", program.value.id);
                            diagnostics.push(twice(&what, file, &program.span, earlier.0, &earlier.1.span));
                        }
                        if program.value.default {
                            if let Some((other, earlier)) = default {
                                diagnostics.push(twice(
                                    "`default = true`",
                                    file,
                                    &program.span,
                                    other,
                                    &earlier.span,
                                ));
                            }
                            default = Some((file, program));
                        }
                    }
                    for plan in &plans.plans {
                        for name in &plan.names {
                            if let Some(earlier) =
                                plan_names.insert((&plan.plan.program, &name.value), (file, name))
                            {
                                let what = format!("the plan `{}` of `{}`", name.value, plan.plan.program);
                                diagnostics.push(twice(&what, file, &name.span, earlier.0, &earlier.1.span));
                            }
                        }
                        self.check_plan(file, plan, diagnostics);
                    }
                }
            }
        }
    }

    fn check_models(&self, file: &SourceFile, models: &ModelFile, diagnostics: &mut Vec<Diagnostic>) {
        for name in &models.relied_on {
            if !self.models.contains(name.value.as_str()) {
                let fault =
                    Diagnostic::new(Code::UnknownPriceName, format!("there is no model `{}`", name.value));
                let fault = fault.did_you_mean(&name.value, self.models.iter().copied());
                diagnostics.push(fault.at(file, name.span.clone(), ""));
            }
        }
        for model in &models.models {
            if let Some(tokenizer) =
                model.value.tokenizer.as_deref().filter(|tokenizer| !self.tokenizers.contains(tokenizer))
            {
                let fault =
                    Diagnostic::new(Code::UnknownPriceName, format!("there is no tokenizer `{tokenizer}`"));
                let fault = fault.did_you_mean(tokenizer, self.tokenizers.iter().copied());
                diagnostics.push(fault.at(file, model.span.clone(), "named by this model"));
            }
        }
    }

    fn check_vendors(&self, file: &SourceFile, plans: &PlanFile, diagnostics: &mut Vec<Diagnostic>) {
        for vendor in plans
            .paid_for
            .iter()
            .filter(|vendor| vendor.value != ANY_VENDOR && !self.vendors.contains(&vendor.value.as_str()))
        {
            let title = format!("there is no vendor `{}`", vendor.value);
            let fault = Diagnostic::new(Code::UnknownPriceName, title);
            let fault = fault.did_you_mean(&vendor.value, self.vendors.iter().copied());
            let all: Vec<String> = self.vendors.iter().map(|vendor| format!("`{vendor}`")).collect();
            let fault = fault.note(format!("the vendors are {}", all.join(", ")));
            diagnostics.push(fault.at(file, vendor.span.clone(), ""));
        }
    }

    fn check_plan(&self, file: &SourceFile, plan: &PlacedPlan, diagnostics: &mut Vec<Diagnostic>) {
        if !self.programs.contains(&plan.program.value.as_str()) {
            let name = &plan.program.value;
            let fault = Diagnostic::new(Code::UnknownPriceName, format!("there is no program `{name}`"))
                .did_you_mean(name, self.programs.iter().copied());
            diagnostics.push(fault.at(file, plan.program.span.clone(), ""));
        }
        let (Some(counterpart), Some(span)) = (&plan.plan.counterpart, &plan.counterpart) else { return };
        let found = self
            .plans
            .iter()
            .find(|other| other.program == counterpart.program && other.id == counterpart.plan);
        let Some(found) = found else {
            let fault = Diagnostic::new(
                Code::UnknownPriceName,
                format!("there is no plan `{}` in `{}`", counterpart.plan, counterpart.program),
            );
            diagnostics.push(fault.at(file, span.clone(), ""));
            return;
        };
        for (kind, _) in &counterpart.seats {
            let has_kind = matches!(&found.grant, CreditGrant::Seats { seats, .. } if seats.iter().any(|seat| &seat.kind == kind));
            if !has_kind {
                let fault = Diagnostic::new(
                    Code::UnknownPriceName,
                    format!("the plan `{}` in `{}` has no seat `{kind}`", found.id, found.program),
                );
                diagnostics.push(fault.at(file, span.clone(), ""));
            }
        }
    }
}

/// A name of a model that is laid over another table may not be that of another model there: it would be
/// priced as something it is not.
fn check_against_base(
    file: &SourceFile,
    models: &ModelFile,
    base: Option<&PriceTable>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let replaced = |id: &str| {
        models.names.iter().any(|name| name.value == id)
            && models.models.iter().any(|model| model.value.id == id)
    };
    for name in &models.names {
        let owner = base
            .and_then(|base| base.models.iter().find(|model| model.names().any(|known| known == name.value)));
        if let Some(owner) = owner.filter(|owner| !replaced(&owner.id)) {
            let title = format!("`{}` is already a name of `{}`", name.value, owner.id);
            let help = format!("to replace that model, give yours the id `{}`", owner.id);
            diagnostics.push(
                Diagnostic::new(Code::PriceEntryTwice, title)
                    .at(file, name.span.clone(), "")
                    .help(help)
                    .note(format!("it is at {}", owner.origin)),
            );
        }
    }
}

fn twice(
    what: &str,
    file: &SourceFile,
    span: &crate::source::Span,
    other: &SourceFile,
    earlier: &crate::source::Span,
) -> Diagnostic {
    let fault = Diagnostic::new(Code::PriceEntryTwice, format!("{what} is defined twice")).at(
        file,
        span.clone(),
        "again here",
    );
    if file == other {
        fault.at(file, earlier.clone(), "first here")
    } else {
        fault.note(format!("the other one is at {}", other.origin(earlier.start)))
    }
}
