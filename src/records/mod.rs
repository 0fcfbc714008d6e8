//! Text to runs: what agents wrote about what they used, one file for each format.
//!
//! Nothing here has heard of prices. A vendor's own figure is carried as it was written.
//!
//! ```text
//! bytes ──► UTF-8 ──► lines of a log ──► values ──► a format's reader ──► Gathered ──► runs
//!          (encoding)  (log_lines, where  (and what stands
//!                       a logger wrote)     inside of them)
//! ```

mod buffer;
mod claude_result;
mod claude_stream;
mod claude_transcript;
mod codex_exec;
mod codex_rollout;
mod codex_threads;
mod counts;
mod days;
mod empty_results;
mod encoding;
mod envelope;
mod faults;
mod format;
mod gathered;
mod inside;
mod iterations;
pub mod json;
mod log_lines;
mod log_prefix;
mod logfmt;
pub(crate) mod marks;
mod members;
mod native;
mod native_csv;
mod open_telemetry;
mod plain_rows;
pub mod profile_file;
mod reading;
mod record;
mod report_days;
mod request_rows;
mod results;
mod rollouts;
mod row_names;
mod row_schema;
mod rows;
mod run;
mod running_totals;
mod runs;
mod served;
mod sessions;
mod sink;
mod split;
mod stamps;
mod truth;
mod usage_reports;
mod values;
mod zone_names;

pub use buffer::Scratch;
pub use counts::{Counts, Writes};
pub use faults::{FaultKind, Faults, Faulty};
pub use format::Format;
pub use gathered::Gathered;
pub(crate) use plain_rows::PlainRows;
pub use reading::{Part, ReadSummary, ToldDialect, format_of, read};
pub use record::{Origin, Place};
pub use row_names::meant;
pub use row_schema::row_schema;
pub use run::{Grouping, Run, RunModel, UseDay};
pub use runs::Runs;
pub(crate) use runs::order;
