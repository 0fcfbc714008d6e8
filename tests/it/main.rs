//! The program from outside, as people and scripts meet it. One binary, because linking many takes longer
//! than running them.

mod answers;
#[cfg(feature = "xlsx")]
mod budgets;
mod checks;
mod compare;
mod cron;
mod crontabs;
mod diffs;
mod edges;
mod errors;
mod examples;
mod factors;
mod formats;
mod found_settings;
mod frame;
mod fuzzed;
mod habits;
mod laws;
mod limits_and_pay;
mod many;
mod measured;
mod measuring;
mod named_files;
mod names;
mod oncalendar;
mod outside;
mod own_rows;
mod questions;
mod records;
mod renderers;
mod sandbox;
mod scenario_files;
mod scheduled;
mod screens;
mod seats;
mod shapes;
mod shell;
mod signin;
mod simulate_command;
mod simulated_laws;
mod simulating;
mod solve;
mod spent;
#[cfg(feature = "xlsx")]
mod spreadsheets;
mod tables;
mod time;
mod timetables;
mod transcripts;
mod traps;
mod worked;
mod workflows;
mod writing;
