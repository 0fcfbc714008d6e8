//! The text of a file in which each mutant stands behind a switch.
//!
//! A mutant is a text in place of another. What is switched is the smallest thing around it that can stand behind a
//! `match`: its *host*. Only one mutant is on at a time, so a mutant is written with the original text around it, and
//! only the original is written again with the switches inside: the text grows with the depth of hosts, not with their
//! number.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::Result;

/// A change of one file: `replacement` in place of `range`.
pub(crate) struct Mutant {
    pub(crate) id: usize,
    pub(crate) genre: String,
    pub(crate) range: Range<usize>,
    pub(crate) replacement: String,
}

/// A file with switches.
pub(crate) struct Switched {
    pub(crate) text: String,
    /// The lines on which these mutants stand.
    pub(crate) lines: Vec<(RangeInclusive<usize>, Vec<usize>)>,
    /// The place of each mutant that has one, called by the smallest number of the mutants there: one in a constant or
    /// beside a `let` has none.
    pub(crate) sites: Vec<(usize, usize)>,
}

/// In the order in which hosts of the same text stand around each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Body,
    Arm { has_guard: bool },
    Expression,
}

struct Host<'a> {
    range: Range<usize>,
    kind: Kind,
    mutants: Vec<&'a Mutant>,
}

type Place = (Range<usize>, Kind);

/// The hosts of a file: bodies, and others by the genre of their mutants and the first byte that these replace.
#[derive(Default)]
struct Hosts {
    bodies: Vec<Range<usize>>,
    others: Vec<((&'static str, usize), Place)>,
}

fn bytes(of: &impl Spanned) -> Range<usize> {
    of.span().byte_range()
}

fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

fn takes_all(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Wild(_) | syn::Pat::Rest(_) => true,
        // `None` is one, too.
        syn::Pat::Ident(name) => {
            name.subpat.is_none() && name.ident.to_string().starts_with(char::is_lowercase)
        }
        syn::Pat::Tuple(parts) => parts.elems.iter().all(takes_all),
        _ => false,
    }
}

impl Visit<'_> for Hosts {
    fn visit_expr_binary(&mut self, node: &syn::ExprBinary) {
        if !has_let(&node.left) && !has_let(&node.right) {
            self.others.push((("BinaryOperator", bytes(&node.op).start), (bytes(node), Kind::Expression)));
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_unary(&mut self, node: &syn::ExprUnary) {
        self.others.push((("UnaryOperator", bytes(&node.op).start), (bytes(node), Kind::Expression)));
        visit::visit_expr_unary(self, node);
    }

    fn visit_expr_struct(&mut self, node: &syn::ExprStruct) {
        for field in &node.fields {
            self.others.push((("StructField", bytes(field).start), (bytes(node), Kind::Expression)));
        }
        visit::visit_expr_struct(self, node);
    }

    fn visit_expr_match(&mut self, node: &syn::ExprMatch) {
        for arm in &node.arms {
            let end = bytes(&arm.pat).end;
            let guard = arm.guard.as_ref().map(|(_, guard)| guard).filter(|guard| !has_let(guard));
            let host = guard.map_or(end..end, |guard| bytes(&**guard));
            if let Some(guard) = guard {
                self.others
                    .push((("MatchArmGuard", bytes(&**guard).start), (bytes(&**guard), Kind::Expression)));
            }
            // Without another arm that takes everything, the match doesn't compile without this one.
            let takes_rest = |other: &&syn::Arm| {
                !std::ptr::eq(*other, arm) && other.guard.is_none() && takes_all(&other.pat)
            };
            if node.arms.iter().any(|other| takes_rest(&other)) {
                self.others
                    .push((("MatchArm", bytes(arm).start), (host, Kind::Arm { has_guard: guard.is_some() })));
            }
        }
        visit::visit_expr_match(self, node);
    }

    fn visit_block(&mut self, node: &syn::Block) {
        self.bodies.push(bytes(node));
        visit::visit_block(self, node);
    }

    // What the compiler computes can't ask a switch.
    fn visit_item_fn(&mut self, node: &syn::ItemFn) {
        if node.sig.constness.is_none() {
            visit::visit_item_fn(self, node);
        }
    }
    fn visit_impl_item_fn(&mut self, node: &syn::ImplItemFn) {
        if node.sig.constness.is_none() {
            visit::visit_impl_item_fn(self, node);
        }
    }
    fn visit_item_const(&mut self, _: &syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &syn::TraitItemConst) {}
    fn visit_type(&mut self, _: &syn::Type) {}
    fn visit_pat(&mut self, _: &syn::Pat) {}
    fn visit_expr_const(&mut self, _: &syn::ExprConst) {}
}

impl Hosts {
    fn of(&self, mutant: &Mutant) -> Option<Place> {
        if mutant.genre == "FnValue" {
            let within =
                |body: &&Range<usize>| body.start < mutant.range.start && mutant.range.end < body.end;
            let body = self.bodies.iter().filter(within).min_by_key(|body| body.len())?;
            return Some((body.start + 1..body.end - 1, Kind::Body));
        }
        let mut found = self
            .others
            .iter()
            .filter(|((genre, start), _)| *genre == mutant.genre && *start == mutant.range.start);
        found.next().map(|(_, place)| place.clone())
    }
}

/// `source` with all `mutants` behind switches.
pub(crate) fn switched(
    source: &str,
    mutants: &[Mutant],
    dropped: &dyn Fn(usize) -> bool,
) -> Result<Switched> {
    let mut found = Hosts::default();
    found.visit_file(&syn::parse_file(source)?);
    let mut hosts = BTreeMap::new();
    for mutant in mutants {
        let Some((range, kind)) = found.of(mutant) else { continue };
        // What begins first stands outside, and of those the longest.
        let place = (range.start, std::cmp::Reverse(range.end), kind, mutant.genre != "MatchArmGuard");
        hosts.entry(place).or_insert(Host { range, kind, mutants: Vec::new() }).mutants.push(mutant);
    }
    let sites =
        hosts.values().flat_map(|host| host.mutants.iter().map(|mutant| (mutant.id, host.mutants[0].id)));
    let sites = sites.collect();
    let mut hosts: Vec<Host> = hosts.into_values().collect();
    let mut writer = Writer { source, text: String::new(), lines: Vec::new() };
    let sites_of: Vec<usize> = hosts.iter().map(|host| host.mutants[0].id).collect();
    for host in &mut hosts {
        host.mutants.retain(|mutant| !dropped(mutant.id));
    }
    let hosts: Vec<_> =
        hosts.into_iter().zip(sites_of).filter(|(host, _)| !host.mutants.is_empty()).collect();
    writer.write(0..source.len(), &hosts);
    Ok(Switched { text: writer.text, lines: writer.lines, sites })
}

struct Writer<'a> {
    source: &'a str,
    text: String,
    lines: Vec<(RangeInclusive<usize>, Vec<usize>)>,
}

impl Writer<'_> {
    fn line(&self) -> usize {
        self.text.bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    fn write(&mut self, range: Range<usize>, hosts: &[(Host, usize)]) {
        let (mut at, mut rest) = (range.start, hosts);
        while let [(host, site), behind @ ..] = rest {
            let inner = behind.iter().take_while(|(inner, _)| inner.range.start < host.range.end).count();
            self.text += &self.source[at..host.range.start];
            let first = self.line();
            self.write_host(host, *site, &behind[..inner]);
            self.lines.push((first..=self.line(), host.mutants.iter().map(|mutant| mutant.id).collect()));
            (at, rest) = (host.range.end, &behind[inner..]);
        }
        self.text += &self.source[at..range.end];
    }

    fn write_host(&mut self, host: &Host, site: usize, inner: &[(Host, usize)]) {
        let on = format!("crate::switch::on({site})");
        let ids: Vec<usize> = host.mutants.iter().map(|mutant| mutant.id).collect();
        match host.kind {
            Kind::Arm { has_guard } => {
                let word = if has_guard { "" } else { " if " };
                self.text += &format!("{word}{on} != {}", ids[0]);
                if has_guard {
                    self.text += " && (";
                    self.write(host.range.clone(), inner);
                    self.text += ")";
                }
            }
            Kind::Body => {
                self.text += &format!(" match {on} {{");
                for mutant in &host.mutants {
                    self.write_mutant(mutant, &format!("{} => return {}", mutant.id, mutant.replacement));
                }
                self.text += "\n_ => {} }";
                self.write(host.range.clone(), inner);
            }
            // The original is first, so that the compiler takes its type and complains of the mutants.
            Kind::Expression => {
                self.text += &format!("(match {on} {{ on if !{ids:?}.contains(&on) => (");
                self.write(host.range.clone(), inner);
                self.text += "),";
                for mutant in &host.mutants {
                    let before = &self.source[host.range.start..mutant.range.start];
                    let after = &self.source[mutant.range.end..host.range.end];
                    let is_last = ids.last() == Some(&mutant.id);
                    let pattern = if is_last { "_".to_owned() } else { mutant.id.to_string() };
                    self.write_mutant(
                        mutant,
                        &format!("{pattern} => ({before}{}{after})", mutant.replacement),
                    );
                }
                self.text += "\n})";
            }
        }
    }

    fn write_mutant(&mut self, mutant: &Mutant, arm: &str) {
        self.text += "\n";
        let first = self.line();
        self.text += &format!("{arm},");
        self.lines.push((first..=self.line(), vec![mutant.id]));
    }
}
