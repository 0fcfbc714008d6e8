//! Values that a process leaves lying when it ends. Taking command lines and tables apart takes as long as making them,
//! and the system gives the memory back anyway; only one that answers several questions would grow with each of them.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};

static HAS_BEGUN: AtomicBool = AtomicBool::new(false);
static GOES_ON: AtomicBool = AtomicBool::new(false);

/// Says that a question is asked. A process that is asked a second one goes on.
pub(super) fn begin() {
    if HAS_BEGUN.swap(true, Ordering::Relaxed) {
        GOES_ON.store(true, Ordering::Relaxed);
    }
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
