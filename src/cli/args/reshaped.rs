//! The flags about one job where a command also takes files instead of them.

use std::fmt;
use std::marker::PhantomData;

use clap::{ArgMatches, Args, Command, FromArgMatches};

use super::question::QuestionArgs;

/// What a command changes of the flags about one job.
pub(in crate::cli) trait Reshape {
    fn reshape(command: Command) -> Command;
}

/// The flags about one job, as the command `C` has them.
pub(in crate::cli) struct Reshaped<C>(pub(in crate::cli) QuestionArgs, PhantomData<C>);

impl<C> fmt::Debug for Reshaped<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<C: Reshape> Args for Reshaped<C> {
    fn augment_args(command: Command) -> Command {
        C::reshape(QuestionArgs::augment_args(command))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<C> FromArgMatches for Reshaped<C> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        QuestionArgs::from_arg_matches_mut(matches).map(|question| Self(question, PhantomData))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
