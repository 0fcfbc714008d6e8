//! Values that a process leaves lying when it ends. Taking command lines and tables apart takes as long as making them,
//! and the system gives the memory back anyway; only a server goes on, and would grow with each question.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};

static GOES_ON: AtomicBool = AtomicBool::new(false);

/// Says that this process answers more than one question.
pub(super) fn goes_on() {
    GOES_ON.store(true, Ordering::Relaxed);
}

/// A value that is given back by a process that goes on, and by no other.
pub(super) struct Left<T>(Option<T>);

impl<T> Left<T> {
    pub(super) fn new(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T> Deref for Left<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().expect("it is there until it is dropped")
    }
}

impl<T> DerefMut for Left<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.as_mut().expect("it is there until it is dropped")
    }
}

impl<T> Drop for Left<T> {
    fn drop(&mut self) {
        if !GOES_ON.load(Ordering::Relaxed) {
            mem::forget(self.0.take());
        }
    }
}
