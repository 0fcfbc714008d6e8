//! How far the sum of runs to come may lie from what was measured: pure mathematics on dollars.
//!
//! A job was measured `n` times and will run `M` times on one credit. Three figures say what may happen:
//!
//! - a *point* ([`exact()`]): the exact Bayesian bootstrap. Every multiset of `M` of the measured costs is equally
//!   likely, so a probability is a number of multisets over another;
//! - *bounds* ([`exact()`]): the `n` sorted costs leave `n + 1` gaps, and the next run is as likely to fall into one
//!   as into any other (Hill's assumption A(n), nonparametric predictive inference: Coolen and `BinHimd`, Journal of
//!   Statistical Theory and Practice 14, 2020). All gaps at their lower ends give the lower figure, all at their
//!   upper ends the upper one. The last gap ends at the cap of a run; without a cap there is no upper figure;
//! - a *band* ([`urn()`]): months drawn from those gaps, for several jobs in order of time on one credit.
//!
//! Everything else looks at the sample: [`checks()`] whether it may be used at all, [`caps()`] what a cap would have
//! done, [`promise()`] how much so many runs can say, [`backtest()`] how often such a band held in the past, and
//! [`measured_coverage()`] how often it holds in simulations. `docs/forecast.md` explains it to readers.
//!
//! This room imports only `units`. Money is counted in whole units and never touches a float; the same arguments give
//! the same answer.

mod backtest;
mod caps;
mod checks;
mod coverage;
mod exact;
mod fixed_point;
mod gaps;
mod money_unit;
mod multisets;
mod played;
mod probability;
mod promise;
mod random;
mod ranks;
mod sample;
mod urn;

pub use backtest::{Backtest, BacktestMoment, backtest};
pub use caps::{CapRow, caps};
pub use checks::{Check, Figure, Outlier, Planted, Power, checks};
pub use coverage::{MeasuredCoverage, measured_coverage};
pub use exact::{Exact, exact};
pub use played::{Played, played};
pub use probability::{Bracket, Probability, Statement};
pub use promise::{Promise, promise};
pub use sample::{Sample, SampleFault, SampleRun};
pub use urn::{Band, ComingRun, DRAWS, UrnJob, UrnSpread, burn_down, urn};
